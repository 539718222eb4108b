#include "audit/audit.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <string>
#include <utility>

#include "audit/containers.h"
#include "audit/machine.h"
#include "base/parallel.h"
#include "base/text.h"
#include "check/sort_findings.h"
#include "engines/docker/docker.h"
#include "engines/tcp_answer.h"
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

void judge_containers(const LiveEngine& engine, const AuditOptions& options, Verdict& verdict) {
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
}

void tell_errors(const LiveEngine& engine, Verdict& verdict) {
  for (const Error& error : engine.errors) {
    Place place;
    place.path = error.path;
    verdict.errors.push_back({error.message, std::move(place), error.remedy});
  }
}

// The engine's API at a port of this machine. A listener for all addresses is reached over the
// loopback.
EngineListener::Answer ask(const EngineListener& listener, std::chrono::milliseconds patience) {
  // Only dockerd takes commands over TCP by itself.
  if (listener.program != "dockerd" && listener.program != "podman") {
    return EngineListener::Answer::unknown;
  }
  std::string host = listener.address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  constexpr std::chrono::milliseconds enough = std::chrono::seconds(2);  // it is near
  switch (ask_over_tcp(host, listener.port, std::min(patience, enough))) {
    case TcpAnswer::plain: return EngineListener::Answer::plain;
    case TcpAnswer::tls: return EngineListener::Answer::unverified;
    case TcpAnswer::none: break;
  }
  return EngineListener::Answer::unknown;
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
    if (options.containers) judge_containers(engine, options, result.verdict);
    tell_errors(engine, result.verdict);
  }
  if (options.machine != nullptr) {
    const MachineLook look{
        .now = std::time(nullptr),
        .ask = [&](const EngineListener& listener) { return ask(listener, options.patience); },
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
