#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace boltseal::docker {

/// What the host says of a path, without following it.
struct HostEntry {
  bool is_link = false;
  bool is_folder = false;
  bool is_sticky = false;
  bool is_open = false;     ///< Others than root may write to it.
  bool is_roots = false;    ///< Owned by root.
  std::string target = {};  ///< Of a link.
};

class HostFiles {
 public:
  virtual ~HostFiles() = default;
  /// Nothing when there is no such file. May throw nothing.
  virtual Result<std::optional<HostEntry>> look(const std::string& path) const = 0;
};

/// The files that this process sees, which have to be the host's.
class OwnFiles final : public HostFiles {
 public:
  Result<std::optional<HostEntry>> look(const std::string& path) const override;
};

/// What is really mounted when a path of the host is asked for: the path without links. What
/// somebody else than root could exchange between the question and the mount is an error; so is
/// what depends on who looks (links of /proc). What is not there yet stays as it is written, for
/// engines make a folder of it.
Result<std::string> resolve_source(const std::string& path, const HostFiles& host);

}  // namespace boltseal::docker
