// A whole tree of 1,000 Compose files, all cores: checked, and repaired with `--fix=all` in memory
// (the proof included). The counter `check_ratio` is the time of a repair over that of a check of
// the same files in the same run; `written_ratio` is the same with the files replaced on the disk
// of the temporary folder, and `disk_ratio` the time of the latter over that of what any program
// has to do that replaces files at once: write another and rename it.

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
    for (int i = 0; i < file_count; ++i) std::filesystem::create_directories(folder(i));
    fill();
  }
  ~Tree() { std::filesystem::remove_all(path_); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  std::string path() const { return path_.string(); }

  /// Puts every file back as it was.
  void fill() const {
    for (int i = 0; i < file_count; ++i) {
      std::ofstream(folder(i) / "new") << text_;
      std::filesystem::rename(folder(i) / "new", folder(i) / "compose.yaml");
    }
  }

 private:
  std::filesystem::path folder(int i) const { return path_ / std::to_string(i); }

  const std::string text_ =
      *DiskFiles().read(std::string(BOLTSEAL_ROOT) + "/examples/shop/compose.yaml");
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
  double checked = 0, repaired = 0, written = 0, filled = 0;
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
    start = std::chrono::steady_clock::now();
    if (!write(repairs.files, files).empty()) state.SkipWithError("not all files were written");
    written += seconds_since(start);
    start = std::chrono::steady_clock::now();
    tree.fill();
    filled += seconds_since(start);
  }
  state.counters["check_ratio"] = repaired / checked;
  state.counters["written_ratio"] = (repaired + written) / checked;
  state.counters["disk_ratio"] = written / filled;
  state.counters["mended"] = static_cast<double>(mended);
}

BENCHMARK(repair_tree)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace boltseal
