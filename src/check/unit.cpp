#include "check/unit.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "check/engine_link.h"
#include "check/link.h"

namespace boltseal {

Unit open_unit(const std::string& path, const Source* source, const Files& files) {
  Unit unit;
  Reader reader(files, unit.inventory);
  const Result<const File*> file = reader.open(path);
  if (!file) {
    unit.inventory.errors.push_back(file.error());
    return unit;
  }
  unit.source = source ? source : recognize((*file)->path, (*file)->text);
  if (unit.source == nullptr) return unit;
  reader.embed(Document(**file), *unit.source);
  unit.files = reader.take_files();
  unit.visited = reader.visited();
  unit.absorbed = reader.absorbed();
  return unit;
}

void link_unit(Unit& unit, const Files& files, const BuiltImages& built) {
  Reader reader(files, unit.inventory);
  unit.built = link(unit.inventory, reader, built);
  std::ranges::move(reader.take_files(), std::back_inserter(unit.files));
  std::ranges::copy(reader.visited(), std::back_inserter(unit.visited));
  link_engine(unit, files);
}

Unit read_unit(const std::string& path, const Source* source, const Files& files) {
  Unit unit = open_unit(path, source, files);
  link_unit(unit, files, {});
  return unit;
}

const Reader::Visited* document_at(const Unit& unit, const Origin& origin) {
  // Later documents stand inside earlier ones.
  for (auto visited = unit.visited.rbegin(); visited != unit.visited.rend(); ++visited) {
    if (&visited->document.file() == origin.file && visited->document.to_local(origin.span))
      return &*visited;
  }
  return nullptr;
}

}  // namespace boltseal
