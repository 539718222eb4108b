// A whole tree of 1,000 Compose files, all cores: checked, and repaired with `--fix=all` in memory
// (the proof included, nothing written). The counter `check_ratio` is the time of a repair over
// that of a check of the same files in the same run.

#include <benchmark/benchmark.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "repair/repair.h"

namespace boltseal {
namespace {

constexpr int file_count = 1000;

// Removed with everything in it at the end.
class Tree {
 public:
  Tree() {
    const std::string text =
        *DiskFiles().read(std::string(BOLTSEAL_ROOT) + "/examples/shop/compose.yaml");
    for (int i = 0; i < file_count; ++i) {
      const std::filesystem::path folder = path_ / std::to_string(i);
      std::filesystem::create_directories(folder);
      std::ofstream(folder / "compose.yaml") << text;
    }
  }
  ~Tree() { std::filesystem::remove_all(path_); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  std::string path() const { return path_.string(); }

 private:
  const std::filesystem::path path_ = std::filesystem::temp_directory_path() / "boltseal-bench";
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void repair_tree(benchmark::State& state) {
  const Tree tree;
  const DiskFiles files;
  CheckOptions options;
  options.paths = {tree.path()};
  double checked = 0, repaired = 0;
  std::size_t mended = 0;
  for (auto _ : state) {
    auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(check(options, files));
    checked += seconds_since(start);
    start = std::chrono::steady_clock::now();
    const Repairs repairs = repair(options, Safety::guess, files);
    const double took = seconds_since(start);
    repaired += took;
    state.SetIterationTime(took);
    mended = 0;
    for (const RepairedFile& file : repairs.files) mended += file.mended.size();
  }
  state.counters["check_ratio"] = repaired / checked;
  state.counters["mended"] = static_cast<double>(mended);
}

BENCHMARK(repair_tree)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace boltseal
