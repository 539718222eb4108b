#include "audit/makers.h"

#include <algorithm>
#include <string_view>

#include "audit/declared.h"

namespace boltseal {
namespace {

// Nomad names a container after its task and allocation, and says nothing of its id
// (developer.hashicorp.com/nomad, "Docker driver").
std::string_view key_of(const LiveContainer& container, const Workload& workload) {
  const bool is_allocated = !label_of(workload, "com.hashicorp.nomad.alloc_id").empty();
  return is_allocated ? container.name : container.id;
}

}  // namespace

void Makers::add(const LiveContainer& maker, const Verdict& said) {
  for (const MadeContainer& made : maker.made) {
    Said& known = said_[made.key];
    for (const ShownFinding& finding : said.findings) {
      const bool is_about_it =
          made.subject.empty() ||
          std::ranges::find(finding.subjects, made.subject) != finding.subjects.end();
      if (is_about_it) known.emplace(finding.rule, finding.fact);
    }
  }
}

void Makers::leave_to_maker(const LiveContainer& container, const Workload& workload,
                            Verdict& verdict) const {
  const auto said = said_.find(key_of(container, workload));
  if (said == said_.end()) return;
  std::erase_if(verdict.findings, [&](const ShownFinding& finding) {
    return said->second.contains({std::string(finding.rule), finding.fact});
  });
}

}  // namespace boltseal
