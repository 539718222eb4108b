// Whatever is read has its places inside the text; whatever change is written is read back without
// losing a workload, and says what was asked.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "sources/kubernetes/quantity.h"
#include "sources/source.h"

namespace boltseal {

extern const Source kubernetes_source;

namespace {

void check_place(const Origin& origin, const File& file) {
  if (!origin.has_place()) return;
  if (origin.span.begin > origin.span.end || origin.span.end > file.text.size()) std::abort();
  if (origin.via) check_place(*origin.via, file);
}

void read(const File& file, Inventory& inventory) {
  const MemoryFiles files({});
  Reader reader(files, inventory);
  kubernetes_source.read(Document(file), reader);
  for (const Workload& workload : inventory.workloads) {
    if (workload.levels.size() != 2) std::abort();
    for (const Level& level : workload.levels) {
      check_place(level.site, file);
      for (const Mount& mount : *level.facts.get(fact::mounts)) check_place(mount.origin, file);
      for (const Item& item : *level.facts.get(fact::capabilities_added)) {
        check_place(item.origin, file);
      }
    }
  }
  for (const Grant& grant : inventory.grants) check_place(grant.site, file);
  for (const Error& error : inventory.errors) {
    if (error.span.end > file.text.size()) std::abort();
  }
}

Change user_change(const Workload& workload) {
  const Value<User>& user = workload.levels.back().facts.get(fact::user);
  Change change;
  change.fact = Fact::user;
  change.value = std::string("10001");
  change.missing = !user.is_known();
  change.at = change.missing ? workload.site() : user.origin();
  return change;
}

void try_manifest(std::string text) {
  const File file{"pod.yaml", std::move(text)};
  static_cast<void>(kubernetes_source.claims_text(file.path, file.text));
  static_cast<void>(kubernetes::quantity_thousandths(file.text));
  Inventory inventory;
  read(file, inventory);
  if (inventory.workloads.empty() || !inventory.errors.empty()) return;

  const Change change = user_change(inventory.workloads.front());
  static_cast<void>(kubernetes_source.spell(Document(file), change));
  const auto edits = kubernetes_source.write(Document(file), change);
  if (!edits) return;
  File changed = file;
  for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
    changed.text.replace(edit->span.begin, edit->span.size(), edit->replacement);
  }
  Inventory again;
  read(changed, again);
  if (again.workloads.size() != inventory.workloads.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_manifest(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

}  // namespace boltseal
