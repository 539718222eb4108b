#include "audit/audit.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <string>
#include <utility>

#include "audit/ask_listener.h"
#include "audit/containers.h"
#include "audit/machine.h"
#include "audit/told_once.h"
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

ShownError gap(std::string path, std::string message, std::string remedy = {}) {
  ShownError shown{std::move(message), {}, std::move(remedy)};
  shown.place.path = std::move(path);
  shown.place.begin = shown.place.end = {0, 0};  // no file
  return shown;
}

void judge_containers(const LiveEngine& engine, const AuditOptions& options, Verdict& verdict) {
  const DiskFiles files;
  const CreatedBy created_by(files);
  SwarmServices services;
  const Surroundings around{engine, options.rules, options.against, created_by, services};
  const auto judge_all = [&](const std::vector<LiveContainer>& all) {
    std::vector<JudgedContainer> said(all.size());
    for_each_in_parallel(0, said.size(), options.threads,
                         [&](std::size_t at) { said[at] = judge_container(around, all[at]); });
    return said;
  };
  std::vector<JudgedContainer> of_services = judge_all(engine.services);
  for (std::size_t at = 0; at < of_services.size(); ++at) {
    services.add(engine.services[at].id, of_services[at].verdict);
    append(verdict, std::move(of_services[at].verdict));
  }
  std::vector<JudgedContainer> said = judge_all(engine.containers);
  std::size_t hidden = 0;
  for (JudgedContainer& each : said) {
    hidden += each.has_hidden_parts ? 1 : 0;
    append(verdict, std::move(each.verdict));
  }
  if (hidden > 0) {
    verdict.errors.push_back(gap(engine.name,
                                 "the processes or files of " + counted(hidden, "container") +
                                     " cannot be seen, so that only the engine's word for them "
                                     "counts",
                                 "run this as root, on the machine of the engine"));
  }
  if (!engine.untold.empty()) {
    verdict.errors.push_back(gap(place_of(engine), "does not tell how " +
                                                       counted(engine.untold.size(), "container") +
                                                       " came to run, nor does another engine"));
  }
}

void tell_errors(const LiveEngine& engine, Verdict& verdict) {
  for (const Error& error : engine.errors) {
    verdict.errors.push_back(gap(error.path, error.message, error.remedy));
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
  tell_once(engines);
  AuditResult result;
  for (const LiveEngine& engine : engines) {
    result.engines.push_back({place_of(engine), engine.version, engine.containers.size(),
                              engine.services.size()});
    if (options.containers) judge_containers(engine, options, result.verdict);
    tell_errors(engine, result.verdict);
  }
  if (options.machine != nullptr) {
    const MachineLook look{.now = std::time(nullptr),
                           .ask =
                               [&](const EngineListener& listener) {
                                 return ask_listener(listener, options.patience);
                               },
                           .is_of_all = options.are_all};
    append(result.verdict,
           judge_machine(look_at_machine(*options.machine, engines, look), options.rules));
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
