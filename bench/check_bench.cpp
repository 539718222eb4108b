// A whole file, from its bytes to its findings: read, linked, judged by all rules of the strict
// profile, on one warm thread. The counter `floor_ratio` is the time over that of copying the same
// bytes and indexing their lines, the least that any tool that names places must do.

#include <benchmark/benchmark.h>

#include <chrono>
#include <map>
#include <string>

#include "check/judge.h"
#include "check/present.h"

namespace boltseal {
namespace {

std::string read(const char* name) {
  return *DiskFiles().read(std::string(BOLTSEAL_ROOT) + "/examples/shop/" + name);
}

double floor_seconds(const std::string& text) {
  constexpr int rounds = 2000;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) {
    std::string copy = text;
    LineIndex lines(copy);
    benchmark::DoNotOptimize(lines.count());
    benchmark::DoNotOptimize(copy.data());
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / rounds;
}

void check_file(benchmark::State& state, const char* name) {
  const std::string text = read(name);
  const MemoryFiles files(std::map<std::string, std::string>{{name, text}});
  const RuleSet rules = rules_of(Profile::strict, {});
  const double floor = floor_seconds(text);
  std::size_t findings = 0;
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state) {
    const Unit unit = read_unit(name, nullptr, files);
    std::vector<Finding> found;
    judge(unit.inventory, rules, found);
    for (const Project& project : unit.inventory.projects) judge(project, rules, found);
    Presenter presenter(unit);
    for (Finding& finding : found) {
      benchmark::DoNotOptimize(presenter.show(std::move(finding), false));
    }
    findings = found.size();
  }
  const double each =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() /
      static_cast<double>(state.iterations());
  state.counters["floor_ratio"] = each / floor;
  state.counters["findings"] = static_cast<double>(findings);
  state.counters["bytes"] = static_cast<double>(text.size());
}

BENCHMARK_CAPTURE(check_file, dockerfile, "api/Dockerfile");
BENCHMARK_CAPTURE(check_file, dockerfile_multi_stage, "worker/Dockerfile");
BENCHMARK_CAPTURE(check_file, compose, "compose.yaml");
BENCHMARK_CAPTURE(check_file, kubernetes, "k8s/api.yaml");
BENCHMARK_CAPTURE(check_file, user_data, "cloud/user-data.sh");

}  // namespace
}  // namespace boltseal
