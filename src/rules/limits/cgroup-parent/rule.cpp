#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

void check_engine(const Engine& engine, Findings& findings) {
  const auto parent = effective(engine, fact::cgroup_parent);
  if (parent->is_unknown()) return findings.unknown(Fact::cgroup_parent);
  if (!parent->is_known()) return;
  findings.add(decisive_site(engine, parent, Fact::cgroup_parent), fact_path(Fact::cgroup_parent),
               "containers count against the limits of " + parent.value->bytes() +
                   ", which has to have some");
}

void check_workload(const Workload& workload, Findings& findings) {
  const auto parent = effective(workload, fact::cgroup_parent);
  if (parent->is_unknown()) return findings.unknown(Fact::cgroup_parent);
  if (!parent->is_known() || parent.value->bytes().empty()) return;
  findings.add(
      decisive_site(workload, parent, Fact::cgroup_parent), fact_path(Fact::cgroup_parent),
      "counts against the limits of " + parent.value->bytes() + ", which has to have some");
}

}  // namespace

extern const Rule limits_cgroup_parent{
    .summary = "Containers are put into a control group of your own",
    .what =
        "The Docker daemon, or a container, is configured here, or runs here, with a "
        "`cgroup-parent`. Strict only and for your information: it is right where that group has "
        "limits of its own.",
    .why =
        "In the engine's own group, what is set for the engine holds for its containers. In "
        "another one nobody may have set anything, and containers take from the host what they "
        "like.",
    .remedy =
        "Leave `cgroup-parent` out, or see that the group bounds memory, processors and processes.",
    .severity = Severity::info,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.10", "CIS Docker 1.6.0 5.25"},
    .workload = check_workload,
    .engine = check_engine,
};

}  // namespace boltseal
