// Any bytes as a file set: pieces between \x01 are compose.yaml, compose.override.yaml, .env, b.yml
// and d.yml. Reading, merging and writing end without a fault.

#include <cstdint>
#include <string>

#include "base/text.h"
#include "sources/compose/compose.h"
#include "sources/compose/effective.h"

namespace boltseal {
namespace {

int run(const std::uint8_t* data, std::size_t size) {
  if (size > (64 << 10)) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static constexpr const char* names[] = {"compose.yaml", "compose.override.yaml", ".env", "b.yml",
                                          "d.yml"};
  std::map<std::string, std::string> contents;
  for (const std::string_view piece : split(text, '\x01')) {
    if (contents.size() == std::size(names)) break;
    contents[names[contents.size()]] = piece;
  }
  const MemoryFiles files(contents);
  Inventory inventory;
  Reader reader(files, inventory);
  const Result<const File*> file = reader.open("compose.yaml");
  if (!file) return 0;
  compose_source.claims_text("x.yaml", (*file)->text);
  reader.embed(Document(**file), compose_source);
  int left = 20;
  for (const Workload& workload : inventory.workloads) {
    if (--left < 0) break;
    Change change;
    change.fact = Fact::user;
    change.value = std::string("10001");
    change.at = workload.site();
    change.missing = true;
    for (const Reader::Visited& visited : reader.visited()) {
      if (&visited.document.file() == change.at.file) {
        static_cast<void>(visited.source->write(visited.document, change));
      }
    }
    const auto& mounts = workload.levels.back().facts.get(fact::mounts);
    if (!mounts.is_known()) continue;
    for (const Mount& mount : *mounts) {
      change.fact = Fact::mounts;
      change.field = "read_only";
      change.value = true;
      change.at = mount.origin;
      change.missing = false;
      compose_source.spell(Document(**file), change);
      for (const Reader::Visited& visited : reader.visited()) {
        if (&visited.document.file() == change.at.file) {
          static_cast<void>(visited.source->write(visited.document, change));
        }
      }
      if (--left < 0) break;
    }
  }
  static_cast<void>(compose::effective_text(files, {"compose.yaml", "compose.override.yaml"}));
  return 0;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return boltseal::run(data, size);
}
