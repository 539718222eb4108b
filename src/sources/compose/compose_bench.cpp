// A Compose file of ordinary size, read into the model; the floor is reading and indexing the same
// bytes, which nobody can do without.

#include <benchmark/benchmark.h>

#include <string>

#include "base/lines.h"
#include "sources/compose/compose.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

// Four services, 2.6 KB: close to the median of public Compose files with more than one service.
std::string typical() {
  std::string text = "services:\n";
  for (const char* name : {"web", "api", "worker", "db"}) {
    text += "  " + std::string(name) + ":\n    image: registry.example.org/shop/" + name +
            ":1.4.2\n"
            "    restart: unless-stopped\n    user: \"10001\"\n    read_only: true\n"
            "    environment:\n      DATABASE_URL: postgres://db:5432/shop\n"
            "      LOG_LEVEL: ${LOG_LEVEL:-info}\n"
            "    ports:\n      - \"127.0.0.1:8080:8080\"\n"
            "    volumes:\n      - ./config:/etc/shop:ro\n      - data:/var/lib/shop\n"
            "    cap_drop: [ALL]\n    security_opt:\n      - no-new-privileges:true\n"
            "    healthcheck:\n      test: [\"CMD\", \"curl\", \"-f\", \"http://localhost\"]\n"
            "      interval: 30s\n      timeout: 5s\n      retries: 3\n"
            "    deploy:\n      resources:\n        limits:\n          cpus: \"0.50\"\n"
            "          memory: 256M\n";
  }
  return text + "volumes:\n  data: {}\nnetworks:\n  default:\n    internal: true\n";
}

void BM_ComposeFloor(benchmark::State& state) {
  const std::string text = typical();
  for (auto _ : state) {
    const std::string copy = text;
    const LineIndex lines(copy);
    benchmark::DoNotOptimize(lines.count());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_ComposeFloor);

void BM_ComposeYaml(benchmark::State& state) {
  const File file{"compose.yaml", typical()};
  const Document document(file);
  for (auto _ : state) {
    yaml::Tree tree;
    benchmark::DoNotOptimize(yaml::parse(document, tree).has_value());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(file.text.size()));
}
BENCHMARK(BM_ComposeYaml);

void BM_Compose(benchmark::State& state) {
  const MemoryFiles files({{"compose.yaml", typical()}});
  for (auto _ : state) {
    Inventory inventory;
    Reader reader(files, inventory);
    const Result<const File*> file = reader.open("compose.yaml");
    reader.embed(Document(**file), compose_source);
    benchmark::DoNotOptimize(inventory.workloads.size());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(typical().size()));
}
BENCHMARK(BM_Compose);

}  // namespace
}  // namespace boltseal
