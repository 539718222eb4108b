#include <algorithm>
#include <array>

#include "rules/rule.h"

namespace boltseal {
namespace {

struct Capability {
  std::string_view name;
  std::string_view allows;
};

// What is worth naming of the default set (moby, oci/caps/defaults.go): Podman and CRI-O leave out
// NET_RAW and MKNOD.
constexpr std::array risky = {
    Capability{"NET_RAW", "raw sockets"},
    Capability{"MKNOD", "device nodes"},
    Capability{"CHOWN", "ownership of any file"},
    Capability{"DAC_OVERRIDE", "files past their permissions"},
};

bool has_by_default(Platform platform, const Capability& capability) {
  const bool docker =
      platform == Platform::docker || platform == Platform::swarm || platform == Platform::nerdctl;
  return docker || (capability.name != "NET_RAW" && capability.name != "MKNOD");
}

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || effective(workload, fact::privileged)->is(true)) return;
  bool unknown = false;
  for (const Item& dropped : gather(workload, fact::capabilities_dropped)) {
    if (dropped.text.equals("ALL") == Truth::yes) return;
    unknown = unknown || !dropped.text.is_known();
  }
  if (unknown || may_have_more(workload, Fact::capabilities_dropped)) {
    return findings.unknown(Fact::capabilities_dropped);
  }
  if (workload.platform == Platform::unknown) return;
  std::string names;
  for (const Capability& capability : risky) {
    if (!has_by_default(workload.platform, capability)) continue;
    const Gathered<Item> dropped = gather(workload, fact::capabilities_dropped);
    if (std::any_of(dropped.begin(), dropped.end(), [&](const Item& each) {
          return each.text.equals(capability.name) == Truth::yes;
        })) {
      continue;
    }
    if (!names.empty()) names += ", ";
    names += std::string(capability.name) + " (" + std::string(capability.allows) + ")";
  }
  const Value<Items>& some = workload.levels.back().facts.get(fact::capabilities_dropped);
  const bool is_missing = !some.is_known() || some->empty();
  const Origin site =
      is_missing ? site_of_absent(workload, Fact::capabilities_dropped) : some.origin();
  Finding& finding = findings.add(
      site, fact_path(Fact::capabilities_dropped),
      names.empty() ? "keeps capabilities of the default set, because ALL is not dropped"
                    : "keeps capabilities of the default set, among them " + names +
                          ", because ALL is not dropped");
  finding.change = Change{.op = Change::Op::add,
                          .fact = Fact::capabilities_dropped,
                          .value = std::string("ALL"),
                          .safety = Safety::behaviour,
                          .breaks =
                              "a program that starts as root and changes its user, binds a "
                              "port below 1024 or changes owners",
                          .at = site,
                          .missing = is_missing};
}

}  // namespace

extern const Rule privilege_capabilities{
    .summary = "Capabilities are not dropped",
    .what =
        "The container does not drop `ALL` capabilities, so it keeps the fourteen that engines "
        "give by default, whether "
        "it needs them or not. Strict only, since many programs need one or two of them and "
        "somebody must find out which.",
    .why =
        "The default set lets root in the container change the owner of any file, forge network "
        "packets, make device "
        "nodes and ignore file permissions. Nearly no service needs these; many published escapes "
        "did.",
    .remedy =
        "Drop `ALL` and add back the few that are needed: a web server on port 80 needs "
        "`NET_BIND_SERVICE`.",
    .severity = Severity::medium,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.4", "CIS Kubernetes 1.8.0 5.2.10",
                   "Pod Security Standards, Restricted: Capabilities", "capabilities(7)"},
    .workload = check,
};

}  // namespace boltseal
