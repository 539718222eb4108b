#include "audit/audit.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "audit/containers.h"
#include "base/parallel.h"
#include "base/text.h"
#include "check/sort_findings.h"
#include "engines/look.h"
#include "policy/apply.h"

namespace boltseal {
namespace {

void append(Verdict& all, Verdict more) {
  all.files += more.files;
  all.workloads += more.workloads;
  all.unknown += more.unknown;
  std::ranges::move(more.findings, std::back_inserter(all.findings));
  std::ranges::move(more.errors, std::back_inserter(all.errors));
  std::ranges::move(more.accepted, std::back_inserter(all.accepted));
}

void judge_engine(const LiveEngine& engine, const AuditOptions& options, Verdict& verdict) {
  const DiskFiles files;
  const CreatedBy created_by(files);
  std::vector<JudgedContainer> said(engine.containers.size());
  for_each_in_parallel(0, said.size(), options.threads, [&](std::size_t at) {
    said[at] =
        judge_container(engine, engine.containers[at], options.rules, options.against, created_by);
  });
  std::size_t hidden = 0;
  for (JudgedContainer& each : said) {
    hidden += each.has_hidden_parts ? 1 : 0;
    append(verdict, std::move(each.verdict));
  }
  if (hidden > 0) {
    Place place;
    place.path = engine.name;
    verdict.errors.push_back({"the processes or files of " + counted(hidden, "container") +
                                  " cannot be seen, so that only the engine's word for them counts",
                              std::move(place), "run this as root, on the machine of the engine"});
  }
  if (!engine.untold.empty()) {
    Place place;
    place.path = engine.name + " at " + engine.endpoint;
    verdict.errors.push_back({"does not tell how " + counted(engine.untold.size(), "container") +
                                  " came to run, nor does another engine",
                              std::move(place),
                              {}});
  }
  for (const Error& error : engine.errors) {
    Place place;
    place.path = error.path;
    verdict.errors.push_back({error.message, std::move(place), error.remedy});
  }
}

// Docker and the CRI start their containers by containerd, which knows each of them by the same id:
// each is told once, by who knows more of it. An engine of a user's own hides nothing of others.
void leave_out_told(std::vector<LiveEngine>& engines) {
  std::set<std::string, std::less<>> told;
  for (const LiveEngine& engine : engines) {
    if (engine.kind == "containerd" || !engine.user.empty()) continue;
    for (const LiveContainer& each : engine.containers) told.insert(each.id);
  }
  for (LiveEngine& engine : engines) {
    if (engine.kind == "containerd") {
      std::erase_if(engine.containers,
                    [&](const LiveContainer& each) { return told.contains(each.id); });
    }
    std::erase_if(engine.untold, [&](const std::string& id) { return told.contains(id); });
  }
}

}  // namespace

AuditResult audit(const AuditOptions& options) {
  std::vector<LiveEngine> engines(options.endpoints.size());
  // One that hangs does not keep the others waiting.
  for_each_in_parallel(
      0, engines.size(), static_cast<unsigned>(engines.size()),
      [&](std::size_t at) { engines[at] = look_at(options.endpoints[at], options.patience); });
  std::erase_if(engines, [](const LiveEngine& engine) { return engine.is_absent; });
  leave_out_told(engines);
  AuditResult result;
  for (const LiveEngine& engine : engines) {
    result.engines.push_back(
        {engine.name, engine.endpoint, engine.version, engine.containers.size()});
    judge_engine(engine, options, result.verdict);
  }
  sort_findings(result.verdict.findings);
  if (options.policy != nullptr) {
    for (ShownFinding& finding : result.verdict.findings) set_severity(*options.policy, finding);
    // What a policy says of files is not unused because no container breaks it.
    apply_allowances(result.verdict, options.policy->allowances, options.today, options.rules,
                     /*whole=*/false);
    sort_findings(result.verdict.findings);
  }
  return result;
}

}  // namespace boltseal
