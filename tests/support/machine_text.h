#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "audit/machine.h"
#include "audit/machine_tree.h"
#include "audit/network/network.h"

namespace boltseal::test {

/// A machine in memory. Folders are there when something stands in them.
class MemoryTree final : public MachineTree {
 public:
  struct Entry {
    FileStatus status;
    std::string text;
    std::string link;
    bool is_hidden = false;
  };

  void add(const std::string& path, Entry entry) { entries_[path] = std::move(entry); }
  bool has(const std::string& path) const { return entries_.contains(path); }

  Sight status(const std::string& path, FileStatus& status) const override;
  Sight read(const std::string& path, std::string& text) const override;
  Sight list(const std::string& folder, std::vector<std::string>& names) const override;
  Sight link(const std::string& path, std::string& target) const override;

 private:
  std::map<std::string, Entry> entries_;
};

/// A machine as fixtures write it: parts that each begin with a line
///
///     --- /etc/docker/daemon.json [MODE [OWNER GROUP]] [folder|socket] [changed YYYY-MM-DD]
///     --- /proc/12/fd/3 -> socket:[4711]
///     --- hidden /etc/audit/rules.d
///     --- engine docker 27.1.1 at /var/run/docker.sock    (below it: what it answers to /info)
///     --- user podman alice                               (whose engine the one before is)
///     --- networks docker                                 (what it answers to /networks)
///     --- container docker web 100                        (its inspection; 100 is its process)
///     --- iptables                                        (what iptables-save writes; or legacy,
///     nft)
///     --- nodes docker                                    (the same of the Swarm's nodes)
///     --- secrets docker s1 s2                            (and secrets; ids of those in use)
///     --- answer 2375 plain                               (or "unverified")
///     --- now 2026-11-26
///     --- packages Debian GNU/Linux 12 (bookworm)         (below it: what advisories say of them,
///         ended DATE, or NAME VERSION FIXED SEVERITY CVE… [exploited])
///
/// followed by the text of the file. In `cmdline` and `environ`, words end with lines. Users and
/// groups need no files.
struct MachineText {
  MemoryTree tree;
  std::vector<LiveEngine> engines;
  std::map<int, EngineListener::Answer> answers;  ///< By port.
  std::int64_t now = 0;
  SystemPackages packages;
  FilterTexts filter;

  /// With its network where there are containers.
  MachineParts look() const;
};

MachineText read_machine(const std::string& path, const std::string& text);

}  // namespace boltseal::test
