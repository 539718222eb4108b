#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/temporary_folder.h"
#include "repair/repair.h"

namespace boltseal {

/// A copy of a project in which things may be run: whatever happens in it, no file of the project
/// and of the host changes.
///
/// It stands at its own path below a folder of ours ("/tmp/boltseal-x/host/home/me/shop"), so that
/// a relative path that leads out of it is known for what it means.
class TrialTree {
 public:
  /// Of the folder that holds all of these paths, and everything that the repairs change.
  static Result<TrialTree> make(const std::vector<std::string>& paths, const Repairs& repairs);

  /// Copies the project anew, as it is or with the repairs.
  Result<void> renew(bool repaired);
  /// Only writes the repaired files as they were, or as they will be.
  Result<void> set(bool repaired);

  /// The folder that is copied; absolute.
  const std::string& root() const { return root_; }
  /// Where a path of the project is in the copy.
  std::string in_copy(const std::string& path) const;
  /// What a path means on the host: one of the copy, or that a relative path of it leads to.
  std::string on_host(const std::string& path) const;

  /// What to mount instead of a path: its place in the copy, and for anything outside of it a copy,
  /// or an empty folder where that would be too large, is nothing but a socket or a device, or
  /// holds what belongs to the host itself.
  std::string mounted_from(const std::string& path);
  /// What a build may read instead of it, which is more: a path outside of the project itself.
  std::string built_from(const std::string& path) const;
  /// By path of the host, what was mounted instead: "a copy".
  const std::map<std::string, std::string>& stand_ins() const { return stand_ins_; }

  /// A place for a file of ours.
  std::string beside(const std::string& name) const { return folder_.path() + "/" + name; }
  /// What could not be read when the project was copied last.
  const std::vector<std::string>& unread() const { return unread_; }

 private:
  TrialTree(TemporaryFolder folder, std::string root, const Repairs& repairs)
      : folder_(std::move(folder)), root_(std::move(root)), repairs_(&repairs) {}
  bool is_inside(const std::string& host_path) const;
  std::string stand_in(const std::string& host_path);

  TemporaryFolder folder_;
  std::string root_;
  const Repairs* repairs_;
  std::vector<std::string> unread_;
  std::map<std::string, std::string> stand_ins_;
  std::map<std::string, std::string> places_;  // of stand-ins
};

/// Where a path really is: absolute, without symbolic links as far as it is there.
std::string real_path(const std::string& path);

}  // namespace boltseal
