#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "model/inventory.h"
#include "sources/document.h"

namespace boltseal {

struct Source;

/// What a source may use while it reads one file set. Not shared between threads.
class Reader {
 public:
  Reader(const Files& from, Inventory& into) : files(from), inventory(into) {}

  const Files& files;
  Inventory& inventory;

  /// Opens a further file of the set and keeps it for as long as the reader's files live. The same
  /// path gives the same File. Paths are relative to where the command was started (resolve() them
  /// first).
  Result<const File*> open(const std::string& path);
  /// Says that a file is a part of this file set and nothing by itself (a file that services are
  /// extended from), so that it is not checked on its own as well.
  void absorb(const std::string& path) { absorbed_.insert(path); }
  const std::set<std::string>& absorbed() const { return absorbed_; }

  /// Reads a document that stands inside another one with the source that knows it, if any. Nesting
  /// is bounded; deeper documents are an error of the inventory.
  void embed(const Document& document);
  /// The same for a source that is known.
  void embed(const Document& document, const Source& source);

  /// Notes a document that somebody else reads with `source`, so that changes can be written there.
  void remember(const Document& document, const Source& source) {
    visited_.push_back({document, &source});
  }

  /// The files opened so far; move them to where the model lives.
  std::vector<std::unique_ptr<File>> take_files() { return std::move(opened_); }
  /// Every document that was read, outermost first: where a change is written (repair/).
  struct Visited {
    Document document;
    const Source* source;
  };
  const std::vector<Visited>& visited() const { return visited_; }

 private:
  std::vector<std::unique_ptr<File>> opened_;
  std::vector<Visited> visited_;
  std::set<std::string> absorbed_;
  int depth_ = 0;
};

}  // namespace boltseal
