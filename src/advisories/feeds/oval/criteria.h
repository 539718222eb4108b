#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/advisory.h"

namespace boltseal::oval {

/// "Oracle Linux:7" of "Oracle Linux 7"; empty for releases of a system that Boltseal knows by
/// another way, or not at all.
std::string release_of(std::string_view platform);

/// What the criteria of one definition say: which versions of which packages are affected, in which
/// releases. It is read from the comments, "openssl is earlier than 1:1.1.1-2.el8", which every
/// publisher writes in a form of its own and keeps to.
class Criteria {
 public:
  enum class Form {
    updates,  ///< "openssl is earlier than …"
    /// SUSE's: "cacti-1.2.11-lp151.3.6 is installed" stands where a version below it is tested, and
    /// packages are said to be affected, or not.
    suse,
    unaffected,  ///< Red Hat's: "zlib is not installed" stands for what is not affected.
  };

  void begin_level();
  void end_level();
  void read(std::string_view comment, Form form);
  /// All that was read, each once, without an ecosystem where the criteria name no release. What is
  /// said for all architectures alike is said of none.
  std::vector<Affected> take();

 private:
  struct Level {
    std::string module = {}, architecture = {};
    std::vector<std::string> releases = {};
    std::size_t first = 0;  ///< Of the rows that were read below it.
  };
  void add(std::string_view package, VersionRange range, Status status = Status::affected);
  void read_condition(std::string_view comment);
  void read_suse(std::string_view comment);
  void settle(Level& level);
  void bound_below(std::string_view package, std::string_view version);

  std::vector<Affected> rows_;
  std::vector<Level> levels_;
};

}  // namespace boltseal::oval
