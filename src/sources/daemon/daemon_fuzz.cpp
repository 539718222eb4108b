// The first byte says what the rest is: daemon.json, a unit, an options file or a command line.
// Whatever is read is also changed, and the change must be read back.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "sources/daemon/daemon.h"
#include "sources/ini/words.h"

namespace boltseal {
namespace {

void check_spans(const Inventory& inventory, const File& file) {
  for (const Engine& engine : inventory.engines) {
    for (const Level& level : engine.levels) {
      if (level.site.span.begin > level.site.span.end || level.site.span.end > file.text.size()) {
        std::abort();
      }
    }
  }
}

void read(const File& file, Inventory& inventory, const char* path) {
  const MemoryFiles files({});
  Reader reader(files, inventory);
  Document document(file);
  if (path == nullptr) {
    std::vector<Item> words;
    const auto size = static_cast<std::uint32_t>(file.text.size());
    for (const ini::Word& word : ini::split(document, {0, size})) {
      words.push_back({word.text, document.origin(word.span)});
    }
    daemon::read_dockerd_flags(document, words, reader);
  } else {
    reader.embed(document, daemon_source);
  }
  check_spans(inventory, file);
}

void try_input(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return;
  constexpr const char* paths[] = {
      "daemon.json",   "docker.service",      "docker.service.d/a.conf",
      "docker.socket", "/etc/default/docker", nullptr};
  const char* const path = paths[data[0] % 6u];
  File file{path == nullptr ? "up.sh" : path,
            std::string(reinterpret_cast<const char*>(data) + 1, size - 1)};
  Inventory inventory;
  read(file, inventory, path);
  if (inventory.engines.empty() || !inventory.errors.empty()) return;

  Change change;
  change.fact = Fact::inter_container_communication;
  change.value = false;
  const Level& level = inventory.engines.front().levels.front();
  const auto& icc = level.facts.get(fact::inter_container_communication);
  change.missing = icc.is_absent();
  change.at = change.missing ? level.site : icc.origin();
  const Document document(file);
  static_cast<void>(daemon_source.spell(document, change));
  const auto edits = path == nullptr ? daemon::write_dockerd_flags(document, change)
                                     : daemon_source.write(document, change);
  if (!edits) return;
  File changed = file;
  for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
    changed.text.replace(edit->span.begin, edit->span.size(), edit->replacement);
  }
  Inventory again;
  read(changed, again, path);
  const bool is_json = path == paths[0];
  if (is_json && (again.engines.empty() || !again.engines.front()
                                                .levels.front()
                                                .facts.get(fact::inter_container_communication)
                                                .is(false))) {
    std::abort();
  }
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boltseal::try_input(data, size);
  return 0;
}
