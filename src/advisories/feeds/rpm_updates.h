#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "advisories/feed.h"

// Updates of rpm packages as their publishers announce them, whatever the form: what an update
// mends is told by the versions of its packages, and its release of the system by theirs.

namespace boltseal::feeds {

struct RpmPublisher {
  std::string_view id_prefix, name, ecosystem;
  std::string_view release_mark;  ///< What stands before the major version in a package's release.
};

/// By the id of an update, "ALSA-2023:1234"; null when there is none.
const RpmPublisher* rpm_publisher_of(std::string_view id);

/// "8" of "2.module_el8.7.0+3532+b2b75c49", "2023" of "1.amzn2023.0.16"; empty when there is none.
std::string major_of(std::string_view release, std::string_view mark);

struct RpmVersion {
  std::string_view name, epoch, version, release;
};

/// "nodejs-1:16.19.1-1.el9_2.aarch64.rpm"; a name that is empty when it is none.
RpmVersion read_nevra(std::string_view text);

/// The packages of one update, each once, though every architecture has it again.
class RpmPackages {
 public:
  /// @param module "nodejs:18"; empty: of no module
  void add(const RpmPublisher& publisher, const RpmVersion& package, std::string_view module);
  /// Those that were added since the last call.
  std::vector<Affected> take();

 private:
  std::vector<Affected> affected_;
  std::set<std::string> seen_;
};

/// An update that has an id of no publisher that is known.
Error unknown_update(std::string_view id, const FeedFile& file);

}  // namespace boltseal::feeds
