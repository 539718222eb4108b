// What an audit adds to the answers of an engine: 1,000 containers as `docker inspect` tells them,
// read and judged by all rules of the strict profile, one after the other.
//
// Asked: under 2 s for 1,000, whatever the engine takes.

#include <benchmark/benchmark.h>

#include <string>

#include "audit/containers.h"
#include "base/files.h"

namespace boltseal {
namespace {

void audit_containers(benchmark::State& state) {
  const auto text =
      DiskFiles().read(std::string(BOLTSEAL_ROOT) + "/src/sources/inspect/fixtures/docker.json");
  if (!text) return state.SkipWithError("skipped: the example is missing");
  LiveEngine engine;
  engine.name = "docker";
  LiveContainer container;
  container.text = *text;  // two of them
  const RuleSet rules = rules_of(parse_profile("strict").value_or(AskedProfile{}), {});
  const DiskFiles files;
  const CreatedBy created_by(files);
  const std::vector<Declared> against;
  const Makers makers;
  const ContainerLook look{rules, against, created_by, makers};
  constexpr int pairs = 500;
  std::size_t findings = 0;
  for (auto _ : state) {
    findings = 0;
    for (int i = 0; i < pairs; ++i) {
      container.name = "web-" + std::to_string(i);
      findings += judge_container(engine, container, look).verdict.findings.size();
    }
  }
  state.counters["findings"] = static_cast<double>(findings);
}
BENCHMARK(audit_containers)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace boltseal
