#include "audit/audit.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "audit/containers.h"
#include "base/parallel.h"
#include "base/text.h"
#include "check/sort_findings.h"
#include "engines/docker/docker.h"
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
  std::vector<JudgedContainer> said(engine.containers.size());
  for_each_in_parallel(0, said.size(), options.threads, [&](std::size_t at) {
    said[at] = judge_container(engine, engine.containers[at], options.rules, options.against);
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
  for (const Error& error : engine.errors) {
    Place place;
    place.path = error.path;
    verdict.errors.push_back({error.message, std::move(place), error.remedy});
  }
}

}  // namespace

AuditResult audit(const AuditOptions& options) {
  std::vector<LiveEngine> engines(options.endpoints.size());
  // One that hangs does not keep the others waiting.
  for_each_in_parallel(0, engines.size(), static_cast<unsigned>(engines.size()),
                       [&](std::size_t at) {
                         engines[at] = look_at_docker(options.endpoints[at], options.patience);
                       });
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
