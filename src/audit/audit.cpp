#include "audit/audit.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <string>
#include <utility>

#include "audit/ask_listener.h"
#include "audit/container_packages.h"
#include "audit/containers.h"
#include "audit/machine.h"
#include "audit/network/network.h"
#include "audit/network/probe.h"
#include "audit/objects.h"
#include "audit/told_once.h"
#include "base/parallel.h"
#include "base/text.h"
#include "check/present.h"
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
  return show({std::move(message), std::move(path), {}, std::move(remedy)});
}

std::vector<JudgedContainer> judge_all(const LiveEngine& engine,
                                       const std::vector<LiveContainer>& all,
                                       const AuditOptions& options, const Makers& makers) {
  const DiskFiles files;
  const CreatedBy created_by(files);
  const ContainerLook look{options.rules, options.against, created_by, makers, options.describe};
  std::vector<JudgedContainer> said(all.size());
  for_each_in_parallel(0, said.size(), options.threads,
                       [&](std::size_t at) { said[at] = judge_container(engine, all[at], look); });
  return said;
}

// Of all engines before any container: Nomad's jobs make those of Docker.
Makers judge_makers(const std::vector<LiveEngine>& engines, const AuditOptions& options,
                    Verdict& verdict) {
  Makers makers;
  for (const LiveEngine& engine : engines) {
    std::vector<JudgedContainer> said = judge_all(engine, engine.makers, options, Makers());
    for (std::size_t at = 0; at < said.size(); ++at) {
      makers.add(engine.makers[at], said[at].verdict);
      append(verdict, std::move(said[at].verdict));
    }
  }
  return makers;
}

void judge_containers(const LiveEngine& engine, const AuditOptions& options, const Makers& makers,
                      AuditResult& result) {
  Verdict& verdict = result.verdict;
  std::vector<JudgedContainer> said = judge_all(engine, engine.containers, options, makers);
  std::size_t hidden = 0;
  for (JudgedContainer& each : said) {
    hidden += each.has_hidden_parts ? 1 : 0;
    append(verdict, std::move(each.verdict));
    std::ranges::move(each.described, std::back_inserter(result.containers));
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

bool asks_for_packages(const RuleSet& rules) {
  return std::ranges::any_of(
      rules, [](const NamedRule* named) { return named->id == "update/outdated-package"; });
}

bool runs(const LiveEngine& engine) {
  return std::ranges::any_of(engine.containers,
                             [](const LiveContainer& each) { return each.pid > 0; });
}

void tell_errors(const LiveEngine& engine, Verdict& verdict) {
  for (const Error& error : engine.errors) verdict.errors.push_back(show(error));
}

void judge_engine(const LiveEngine& engine, const AuditOptions& options, const Makers& makers,
                  bool with_packages, AuditResult& result) {
  AuditedEngine& asked =
      result.engines.emplace_back(AuditedEngine{.place = place_of(engine),
                                                .version = engine.version,
                                                .containers = engine.containers.size(),
                                                .makers = engine.makers.size()});
  if (!engine.makers.empty()) asked.maker = engine.makers.front().noun;
  if (engine.kind == "kubernetes") asked.objects = engine.objects.size();
  if (options.containers) judge_containers(engine, options, makers, result);
  if (options.containers && !engine.objects.empty()) {
    append(result.verdict, judge_objects(engine, {.rules = options.rules,
                                                  .policy = options.policy,
                                                  .minor = options.minor,
                                                  .threads = options.threads}));
  }
  if (options.containers && with_packages) {
    append(result.verdict, judge_container_packages(engine, options.rules, *options.packages));
  }
  tell_errors(engine, result.verdict);
}

void add_network(const std::vector<LiveEngine>& engines, const AuditOptions& options,
                 AuditResult& result) {
  const auto network = std::make_shared<NetworkMap>(look_at_network(
      *options.network, engines, read_filter_texts(*options.network, options.patience)));
  if (options.probe) probe_network(*network);
  append(result.verdict, judge_network(network, options.rules));
  result.network = *network;
}

void add_machine(const std::vector<LiveEngine>& engines, const AuditOptions& options,
                 bool with_packages, AuditResult& result) {
  const AskListener ask = [&](const EngineListener& listener) {
    return ask_listener(listener, options.patience);
  };
  MachineParts parts =
      look_at_machine(*options.machine, engines,
                      {.now = std::time(nullptr), .ask = ask, .is_of_all = options.are_all});
  if (with_packages) {
    FoundPackages found = look_up_packages("/", "machine", *options.packages);
    parts.view.machine.packages = std::move(found.packages);
    std::ranges::move(found.gaps, std::back_inserter(result.verdict.errors));
  }
  append(result.verdict, judge_machine(parts, options.rules));
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
  const bool has_systems =
      options.machine != nullptr || (options.containers && std::ranges::any_of(engines, runs));
  bool with_packages = options.packages && asks_for_packages(options.rules) && has_systems;
  if (with_packages && options.packages->advisories == nullptr) {
    with_packages = false;
    result.verdict.errors.push_back(
        gap("packages", "were not looked up: there are no advisories",
            "get them with: boltseal db update, or name a file with --db"));
  }
  // A file of Compose declares none of them.
  const bool with_makers = options.containers && options.against.empty();
  const Makers makers = with_makers ? judge_makers(engines, options, result.verdict) : Makers();
  for (const LiveEngine& engine : engines) {
    judge_engine(engine, options, makers, with_packages, result);
  }
  if (options.network != nullptr) add_network(engines, options, result);
  if (options.machine != nullptr) add_machine(engines, options, with_packages, result);
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
