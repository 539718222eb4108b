#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "sources/reader.h"
#include "sources/source.h"

// Every kind of file that holds commands, by the first byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<const char*, 6> names = {
      "script", "makefile", "cloud_init", "github_actions", "gitlab_ci", "systemd_unit"};
  if (size == 0 || size > 100'000) return 0;
  const boltseal::Source* const source = boltseal::find_source(names[data[0] % names.size()]);
  const boltseal::File file{"user-data",
                            std::string(reinterpret_cast<const char*>(data) + 1, size - 1)};
  const boltseal::MemoryFiles files({});
  boltseal::Inventory inventory;
  boltseal::Reader reader(files, inventory);
  reader.embed(boltseal::Document(file), *source);
  for (const boltseal::Workload& workload : inventory.workloads) {
    for (const boltseal::Level& level : workload.levels) {
      boltseal::Change change;
      change.fact = boltseal::Fact::user;
      change.value = std::string("10001");
      change.missing = true;
      change.at = level.site;
      for (const auto& visited : reader.visited()) {
        if (inventory.workloads.size() < 5) {
          static_cast<void>(visited.source->write(visited.document, change));
        }
      }
    }
  }
  return 0;
}
