#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "check/built_images.h"
#include "model/inventory.h"
#include "sources/source.h"

namespace boltseal {

/// What one file, with the files it draws in, amounts to. It owns the files that its model points
/// into.
struct Unit {
  const Source* source = nullptr;  ///< Null: no source knows the file.
  Inventory inventory;
  std::vector<std::unique_ptr<File>> files;
  std::vector<Reader::Visited> visited;
  std::set<std::string> absorbed;  ///< Files that are a part of this one, not checked alone.
  std::set<std::string> built;     ///< Dockerfiles that workloads here are built from.
};

/// Reads one file. `source` says how to read it; null: it is recognized. Errors are in the
/// inventory.
Unit open_unit(const std::string& path, const Source* source, const Files& files);

/// Links the workloads of a unit, once, with the Dockerfiles that they are built from, the images
/// that they run, and the engine that runs them where that is known.
void link_unit(Unit& unit, const Files& files, const BuiltImages& built);

/// A unit that stands for itself: read and linked.
Unit read_unit(const std::string& path, const Source* source, const Files& files);

/// The innermost document of a unit that holds a place, with the source that read it; null when
/// none does.
const Reader::Visited* document_at(const Unit& unit, const Origin& origin);

}  // namespace boltseal
