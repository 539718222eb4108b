#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sources/document.h"
#include "sources/reader.h"

namespace boltseal {

/// One kind of file: text → model, and model change → text edit. It knows no rule.
struct Source {
  std::string_view name;   ///< "compose"; used in JSON and by --as.
  std::string_view title;  ///< "Compose file", for people.

  /// Whether a file with this path is of this kind, whatever it holds.
  bool (*claims_path)(std::string_view path);
  /// Whether a text that no source claims by its path is of this kind. Must be quick: it sees every
  /// YAML, JSON and extensionless file of a tree.
  bool (*claims_text)(std::string_view path, std::string_view text);

  /// Adds what the document holds to `reader.inventory`; what cannot be read becomes an error
  /// there.
  void (*read)(const Document& document, Reader& reader);

  /// The edits, in local offsets of `document`, that make `change` true; an error whose message is
  /// the reason when this format or this place cannot express it.
  Result<std::vector<Edit>> (*write)(const Document& document, const Change& change);

  /// What a user would write there, in this format's words: `user: "10001"`; empty when there is no
  /// such thing.
  std::string (*spell)(const Document& document, const Change& change);
};

/// The table, in the order in which sources are asked.
std::span<const Source* const> all_sources();
const Source* find_source(std::string_view name);
/// By path first, then by content; null when no source knows the file.
const Source* recognize(std::string_view path, std::string_view text);

}  // namespace boltseal
