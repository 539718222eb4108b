// A typical manifest of 90 lines, read into the model. `floor_ratio` is the time over that of
// copying and indexing the same bytes, `yaml_share` the part that the YAML reader alone takes.

#include <benchmark/benchmark.h>

#include <chrono>

#include "base/lines.h"
#include "sources/source.h"
#include "sources/yaml/yaml.h"

namespace boltseal {

extern const Source kubernetes_source;

namespace {

File manifest() {
  return {"deployment.yaml", *DiskFiles().read(std::string(BOLTSEAL_ROOT) +
                                               "/src/sources/kubernetes/fixtures/typical.yaml")};
}

template <class Run>
double seconds_each(Run run) {
  constexpr int rounds = 1000;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / rounds;
}

void read_manifest(benchmark::State& state) {
  const File file = manifest();
  const MemoryFiles files({});
  const auto run = [&] {
    Inventory inventory;
    Reader reader(files, inventory);
    kubernetes_source.read(Document(file), reader);
    benchmark::DoNotOptimize(inventory.workloads.size());
  };
  for (auto _ : state) run();
  const double each = seconds_each(run);
  state.counters["floor_ratio"] = each / seconds_each([&] {
                                    const std::string copy = file.text;
                                    benchmark::DoNotOptimize(LineIndex(copy).count());
                                  });
  state.counters["yaml_share"] = seconds_each([&] {
                                   const Document document(file);
                                   yaml::Tree tree;
                                   static_cast<void>(yaml::parse(document, tree));
                                   benchmark::DoNotOptimize(tree.documents.data());
                                 }) /
                                 each;
  state.counters["bytes"] = static_cast<double>(file.text.size());
}
BENCHMARK(read_manifest);

}  // namespace
}  // namespace boltseal
