#pragma once

#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "sources/document.h"

namespace boltseal::yaml {

enum class Kind : std::uint8_t { scalar, sequence, mapping };
enum class Style : std::uint8_t {
  plain,
  single_quoted,
  double_quoted,
  literal,
  folded,
  block,
  flow,
  pair,  ///< A mapping without braces: the single entry of `[a: b]`.
};

struct Node;

struct Entry {
  const Node* key = nullptr;
  const Node* value = nullptr;
  /// From the key to the last byte of the value as it stands here: an alias counts where it is
  /// written, not where its anchor is.
  ByteSpan span = {};
};

using Nodes = std::span<const Node* const>;
using Entries = std::span<const Entry>;

/// One node of a YAML (or JSON) document. Nodes belong to their Tree, and so does what they refer
/// to, or it stands in the text of their document; pointers stay valid as long as both live. An
/// alias is the node that it names (aliases share it; nothing is copied, so an alias bomb costs
/// nothing, and Tree bounds how many nodes a walk can meet).
struct Node {
  Kind kind = Kind::scalar;
  Style style = Style::plain;
  // What a walk over this node meets when it follows every alias, in units of one node or 32 bytes
  // of scalar, and how deep it goes; parse() bounds both, and refuses anchors that contain
  // themselves, so that every recursive walk over a tree ends soon.
  std::uint32_t walk_size = 1;
  std::uint32_t walk_depth = 1;
  /// Local bytes: a scalar with its quotes, a block scalar from its indicator, a block collection
  /// from its first key or dash to its last content byte (no trailing line feed or comment).
  ByteSpan span;
  /// Where it stands; merged trees have nodes of several documents.
  const Document* document = nullptr;
  std::string_view value;  ///< Of a scalar, decoded.
  std::string_view tag;    ///< As written ("!reset"); empty when there is none.
  Nodes items;             ///< Of a sequence.
  Entries entries;         ///< Of a mapping, in file order, `<<` not yet merged.

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_mapping() const { return kind == Kind::mapping; }
  bool is_sequence() const { return kind == Kind::sequence; }
  /// A plain scalar that YAML 1.2's core schema reads as null.
  bool is_null() const;
  /// The value of a key in a mapping, `<<` merges included (YAML 1.1 merge key); null when there is
  /// none. Of a key given twice, the last.
  const Node* get(std::string_view key) const;
  const Entry* find(std::string_view key) const;
  Origin origin() const { return document->origin(span); }
};

/// A key that one mapping gives twice. YAML forbids it, libyaml lets it pass, and the engines
/// differ: docker compose and kubectl refuse the file.
struct Duplicate {
  const Node* first = nullptr;
  const Node* second = nullptr;
};
/// The error for a source that refuses it; it points at the second key and names the line of the
/// first.
Error error_of(const Duplicate& duplicate);

/// Keys of a mapping with `<<` merged in: own keys first, then those of the merged mappings that
/// are not overridden. Bounded against cycles and bombs.
std::vector<Entry> merged_entries(const Node& mapping);

/// Reads of a scalar as Kubernetes' and Compose's parsers do (YAML 1.1 words: yes, no, on, off
/// count as booleans only in plain style).
std::optional<bool> as_bool(const Node& node);
std::optional<std::int64_t> as_int(const Node& node);
/// The text of a scalar, "" for null; nothing for collections.
std::optional<std::string_view> as_text(const Node& node);

/// One stream: its documents' roots. Owns all nodes and what they refer to.
class Tree {
 public:
  std::vector<const Node*> documents;
  /// Keys given twice, in file order; at most 100 are kept.
  std::vector<Duplicate> duplicates;

  Node& make() { return *new (memory_.allocate<Node>(1)) Node; }
  // Copies that live as long as the tree.
  std::string_view keep(std::string_view text);
  Nodes keep(Nodes items);
  Entries keep(Entries entries);
  /// Room for `count` that nobody has written yet.
  template <class T>
  T* allocate(std::size_t count) {
    return memory_.allocate<T>(count);
  }

 private:
  Arena memory_;
};

/// What a text may use, aliases followed (Node::walk_size): more is an error that says so.
struct Limits {
  std::size_t depth = 200;
  std::size_t nodes = 2'000'000;
};

/// Reads a YAML stream with libyaml. Positions are bytes. On a syntax error, `tree` keeps the
/// documents before it and the error names the place. JSON is read by the same function where a
/// format allows both.
Result<void> parse(const Document& document, Tree& tree, Limits limits = {});

/// The tree of a document, kept with it: many changes are written to one document, and parsing it
/// takes far longer than writing one of them. Lives as long as `document`.
Result<const Tree*> tree_of(const Document& document);

/// The text of a scalar as a document of its own that leads back to the scalar's bytes: the script
/// of a `run: |`, the file of a `content: |`. Lines of a block scalar stand there exactly; escapes
/// and folded line breaks map to the bytes that spell them.
Document embed_scalar(const Node& scalar, std::string path);

/// Writes a tree as YAML text (block style, keys in order), for `explain --effective`.
std::string emit(const Node& node);

// Edits, in local offsets of the node's document, in the style that surrounds it.

/// How a new value has to be read: `text` quotes what YAML would read as a number, boolean or null.
enum class WriteAs : std::uint8_t { as_is, text };
/// Sets the value of a scalar. Quotes stay; a plain scalar gets them only when it needs them.
Edit replace_scalar(const Node& scalar, std::string_view plain_value, WriteAs as = WriteAs::as_is);
/// Adds `key: value` to a mapping at its end (or after `after`), with its indentation, or inside
/// its braces. `value` is YAML text; further lines of it are indented below the key.
Result<Edit> add_entry(const Node& mapping, std::string_view key, std::string_view value,
                       const Entry* after = nullptr);
/// Sets the value under a path of keys. Keys that are not there are written below each other, as
/// deep as their neighbours stand, or inside the braces.
Result<Edit> set_path(const Node& mapping, std::span<const std::string_view> path,
                      std::string_view plain_value, WriteAs as = WriteAs::as_is);
/// The same for one more item of a list.
Result<Edit> add_to_list(const Node& mapping, std::span<const std::string_view> path,
                         std::string_view plain_value);
/// The same for several items, each YAML text.
Result<std::vector<Edit>> add_items(const Node& mapping, std::span<const std::string_view> path,
                                    std::span<const std::string> items);
/// Adds a key that is not there, with a list of several.
Result<Edit> add_list(const Node& mapping, std::string_view key,
                      std::span<const std::string> plain_values);
/// Adds a key to the root of a block document, with keys below it that have no value: behind the
/// last line, and behind a blank one where the others have one.
Result<Edit> add_section(const Node& root, std::string_view key,
                         std::span<const std::string> names);
/// Adds an item at the end of a list, on a line of its own where the others have one. Further
/// lines of `value` are indented below the first.
Result<Edit> add_item(const Node& sequence, std::string_view value);
/// A key with YAML text as its value, or with keys below it.
struct Branch {
  std::string key, value = {};
  std::vector<Branch> below = {};
};
/// Adds a key with those below it, in lines or inside braces as it stands around.
Result<Edit> add_branch(const Node& mapping, const Branch& branch);
/// Keys as one item of a list, in lines or inside braces as the others are.
std::string item_of(const Node& mapping, std::string_view list, const std::vector<Branch>& keys);
/// Removes an entry with its line, or its comma in flow style.
Edit remove_entry(const Node& mapping, const Entry& entry);
/// Leaves a key as it is, and collides with every other such edit of it: two items that are taken
/// out of one list are taken out one after the other, so that the last takes the list along.
Edit untouched(const Node& key, std::string_view by);
/// The same for an item of a list that has others.
Result<Edit> remove_item(const Node& sequence, const Node& item);

}  // namespace boltseal::yaml
