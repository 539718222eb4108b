#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "model/inventory.h"
#include "sources/document.h"

namespace boltseal {

class Reader;

/// One kind of file: text → model, and model change → text edit. It knows no rule.
struct Source {
  std::string_view name;   ///< "compose"; used in JSON and by --as.
  std::string_view title;  ///< "Compose file", for people.

  /// Whether a file with this path is of this kind, whatever it holds.
  bool (*claims_path)(std::string_view path);
  /// Whether a text that no source claims by its path is of this kind. Must be quick: it sees every YAML,
  /// JSON and extensionless file of a tree.
  bool (*claims_text)(std::string_view path, std::string_view text);

  /// Adds what the document holds to `reader.inventory`; what cannot be read becomes an error there.
  void (*read)(const Document& document, Reader& reader);

  /// The edits, in local offsets of `document`, that make `change` true; an error whose message is the reason
  /// when this format or this place cannot express it.
  Result<std::vector<Edit>> (*write)(const Document& document, const Change& change);

  /// What a user would write, in this format's words: `user: "10001"`; empty when there is no such thing.
  std::string (*spell)(const Change& change);
};

/// The table, in the order in which sources are asked.
std::span<const Source* const> all_sources();
const Source* find_source(std::string_view name);
/// By path first, then by content; null when no source knows the file.
const Source* recognize(std::string_view path, std::string_view text);
/// Whether a file is worth opening: a source claims its path, or content may tell.
bool may_be_recognized(std::string_view path);

/// What a source may use while it reads one file set. Not shared between threads.
class Reader {
 public:
  Reader(const Files& files, Inventory& inventory) : files(files), inventory(inventory) {}

  const Files& files;
  Inventory& inventory;

  /// Opens a further file of the set and keeps it for as long as the reader's files live. The same path gives the
  /// same File. Paths are relative to where the command was started (resolve() them first).
  Result<const File*> open(const std::string& path);
  /// Reads a document that stands inside another one with the source that knows it, if any. Nesting is
  /// bounded; deeper documents are an error of the inventory.
  void embed(const Document& document);
  /// The same for a source that is known.
  void embed(const Document& document, const Source& source);

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
  int depth_ = 0;
};

}  // namespace boltseal
