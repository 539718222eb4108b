#include "rules/rule.h"

#include <array>

namespace boltseal {
namespace {

// SELinux types that confine nothing (container-selinux: spc_t is "super privileged container").
constexpr std::array<std::string_view, 3> unconfined_types = {"spc_t", "unconfined_t",
                                                              "container_runtime_t"};

Truth is_selinux_off(const Text& label) {
  if (!label.is_known()) return Truth::unknown;
  const std::string_view text = label.bytes();
  if (text == "disable" || text == "disabled") return Truth::yes;
  for (const std::string_view type : unconfined_types) {
    if (text.ends_with("type:" + std::string(type)) ||
        text.find("type:" + std::string(type) + ",") != std::string_view::npos) {
      return Truth::yes;
    }
  }
  return Truth::no;
}

void check(const Workload& workload, Findings& findings) {
  // No profile confines a privileged container; that is privilege/privileged's.
  if (workload.windows || effective(workload, fact::privileged)->is(true)) return;
  const auto look = [&](FactKey<Text> key, Truth (*is_off)(const Text&), std::string_view what) {
    const auto profile = effective(workload, key);
    if (profile->is_unknown()) return findings.unknown(key.fact);
    if (!profile->is_known()) return;
    const Truth off = is_off(*profile);
    if (off == Truth::unknown) return findings.unknown(key.fact);
    if (off == Truth::no) return;
    const Origin site = decisive_site(workload, profile, key.fact);
    Finding& finding = findings.add(site, fact_path(key.fact),
                                    "is not confined by " + std::string(what) +
                                        ": its profile is \"" + profile.value->bytes() + "\"");
    finding.change = Change{.op = Change::Op::remove,
                            .fact = key.fact,
                            .safety = Safety::behaviour,
                            .breaks = "access that the default profile refuses",
                            .at = site};
  };
  look(
      fact::apparmor, [](const Text& profile) { return profile.equals("unconfined"); }, "AppArmor");
  look(fact::selinux, is_selinux_off, "SELinux");
}

}  // namespace

extern const Rule privilege_lsm_off{
    .summary = "AppArmor or SELinux is switched off",
    .what =
        "The AppArmor profile is `unconfined`, or SELinux is switched off for the container "
        "(`label=disable`, `label=type:spc_t`, `seLinuxOptions.type: spc_t`). A container that "
        "says nothing gets the engine's own profile and is not reported, nor is a privileged one.",
    .why =
        "The profile is the last thing between a process that broke its other bounds and the "
        "host: it keeps root in the container from writing below `/proc` and `/sys`, from "
        "mounting, and with SELinux from every file that was not labelled for this container. "
        "Several published escapes worked only where it was off.",
    .remedy =
        "Remove the option. For files that SELinux keeps from the container, label the mount "
        "(`:z`, `:Z`) instead of switching it off; for one more right, load a profile of its own.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.2", "CIS Docker 1.6.0 5.3",
                   "Pod Security Standards, Baseline: AppArmor",
                   "Pod Security Standards, Baseline: SELinux"},
    .workload = check,
};

}  // namespace boltseal
