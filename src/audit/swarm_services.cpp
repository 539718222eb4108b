#include "audit/swarm_services.h"

#include "audit/declared.h"

namespace boltseal {

void SwarmServices::add(const std::string& id, const Verdict& said) {
  Said& service = services_[id];
  for (const ShownFinding& finding : said.findings) service.emplace(finding.rule, finding.fact);
}

const SwarmServices::Said* SwarmServices::of_service_of(const Workload& container) const {
  const auto found = services_.find(label_of(container, "com.docker.swarm.service.id"));
  return found == services_.end() ? nullptr : &found->second;
}

void leave_to_service(const SwarmServices::Said& said, Verdict& verdict) {
  std::erase_if(verdict.findings, [&](const ShownFinding& finding) {
    return said.contains({std::string(finding.rule), finding.fact});
  });
}

}  // namespace boltseal
