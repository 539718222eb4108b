#include <algorithm>

#include "rules/rule.h"

namespace boltseal {
namespace {

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
  const Value<Items>& some = workload.levels.back().facts.get(fact::capabilities_dropped);
  findings.add(some.is_known() && !some->empty()
                   ? some.origin()
                   : site_of_absent(workload, Fact::capabilities_dropped),
               fact_path(Fact::capabilities_dropped),
               "keeps capabilities that it was never asked about: ALL is not dropped");
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
