// A whole file, from its bytes to its findings: read, linked, judged by all rules of the strict
// profile, on one warm thread. The counter `floor_ratio` is the time over that of copying the same
// bytes and indexing their lines, the least that any tool that names places must do.
//
// The files of examples/shop break every practice, and most of the time goes into what is found:
// they are the worst case. What projects pay is measured on their own files, those in the folder
// BOLTSEAL_BENCH_FILES, as the mean of all Dockerfiles, Compose files and Kubernetes manifests.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "check/judge.h"
#include "check/present.h"
#include "sources/source.h"

namespace boltseal {
namespace {

std::string read(const char* name) {
  return *DiskFiles().read(std::string(BOLTSEAL_ROOT) + "/examples/shop/" + name);
}

double floor_seconds(const std::string& text) {
  constexpr int rounds = 500;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) {
    std::string copy = text;
    LineIndex lines(copy);
    benchmark::DoNotOptimize(lines.count());
    benchmark::DoNotOptimize(copy.data());
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / rounds;
}

std::size_t findings_in(const std::string& name, const Files& files, const RuleSet& rules) {
  const Unit unit = read_unit(name, nullptr, files);
  std::vector<Finding> found;
  judge(unit.inventory, rules, found);
  for (const Project& project : unit.inventory.projects) judge(project, rules, found);
  Presenter presenter(unit);
  for (Finding& finding : found) {
    benchmark::DoNotOptimize(presenter.show(std::move(finding), false));
  }
  return found.size();
}

void check_file(benchmark::State& state, const char* name) {
  const std::string text = read(name);
  const MemoryFiles files(std::map<std::string, std::string>{{name, text}});
  const RuleSet rules = rules_of(Profile::strict, {});
  const double floor = floor_seconds(text);
  std::size_t findings = 0;
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state) findings = findings_in(name, files, rules);
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

// The files of a folder that a source knows, each as if it were alone: by name and text.
std::vector<std::pair<std::string, std::string>> files_of(const char* folder,
                                                          std::string_view source) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = entry.path().string();
    Result<std::string> text = DiskFiles().read(path);
    const Source* const known = text ? recognize(path, *text) : nullptr;
    if (known == nullptr || known->name != source) continue;
    all.emplace_back(entry.path().filename().string(), std::move(*text));
  }
  return all;
}

void check_own_files(benchmark::State& state, const char* folder, std::string_view source) {
  const auto files = files_of(folder, source);
  if (files.empty()) return state.SkipWithError("no file of this kind is in the folder");
  const RuleSet rules = rules_of(Profile::strict, {});
  double floor = 0, spent = 0;
  std::size_t findings = 0, bytes = 0;
  std::vector<double> each;
  for (auto _ : state) {
    for (const auto& [name, text] : files) {
      const MemoryFiles alone(std::map<std::string, std::string>{{name, text}});
      findings += findings_in(name, alone, rules);  // warm from here on
      // The machine's other work only ever adds: the least of some tries is the file's own time.
      constexpr int tries = 20, rounds = 5;
      double least = 1;
      for (int i = 0; i < tries; ++i) {
        const auto start = std::chrono::steady_clock::now();
        for (int k = 0; k < rounds; ++k) findings_in(name, alone, rules);
        const auto end = std::chrono::steady_clock::now();
        least = std::min(least, std::chrono::duration<double>(end - start).count() / rounds);
      }
      each.push_back(least);
      spent += each.back();
      floor += floor_seconds(text);
      bytes += text.size();
    }
  }
  const auto count = static_cast<double>(files.size());
  std::ranges::sort(each);
  state.counters["files"] = count;
  state.counters["mean_us"] = 1e6 * spent / count;
  state.counters["median_us"] = 1e6 * each[each.size() / 2];
  state.counters["mean_findings"] = static_cast<double>(findings) / count;
  state.counters["mean_bytes"] = static_cast<double>(bytes) / count;
  state.counters["floor_ratio"] = spent / floor;
}

const bool has_own_files = [] {
  const char* const folder = std::getenv("BOLTSEAL_BENCH_FILES");
  if (folder == nullptr) return false;
  for (const std::string source : {"dockerfile", "compose", "kubernetes"}) {
    const auto measure = [=](benchmark::State& state) { check_own_files(state, folder, source); };
    benchmark::RegisterBenchmark(("check_own_files/" + source).c_str(), measure)->Iterations(1);
  }
  return true;
}();

}  // namespace
}  // namespace boltseal
