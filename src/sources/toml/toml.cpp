#include "sources/toml/toml.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/toml.h"
#include "sources/yaml/builder.h"

namespace boltseal::yaml {
namespace {

constexpr std::size_t most_bytes = 4u << 20;
// Each of them is a table within another one, and those are destroyed recursively.
constexpr std::size_t most_dots = 100;

// The line that has too many dots outside of quotes: a key of so many parts. Numbers and dates have
// a few, and lines of a text of several lines count as if they were keys.
std::optional<ByteSpan> deepest_key(std::string_view text) {
  std::size_t dots = 0;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      dots = 0;
      quote = 0;
    } else if (quote != 0) {
      if (c == '\\' && quote == '"') ++at;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '.' && ++dots > most_dots) {
      const auto begin = static_cast<std::uint32_t>(at);
      return ByteSpan{begin, begin + 1};
    }
  }
  return std::nullopt;
}

/// Bytes behind the lines and columns of toml++, which counts code points from 1.
class Positions {
 public:
  explicit Positions(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    std::size_t at = text.starts_with(mark) ? mark.size() : 0;
    points_.reserve(text.size() + 1);
    lines_.push_back(0);
    while (at < text.size()) {
      points_.push_back(static_cast<std::uint32_t>(at));
      if (text[at] == '\n') lines_.push_back(points_.size());
      ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    }
    points_.push_back(static_cast<std::uint32_t>(text.size()));
  }

  std::uint32_t at(const toml::source_position& position) const {
    if (position.line == 0 || position.line > lines_.size()) return points_.back();
    const std::size_t point = lines_[position.line - 1] + std::max(position.column, 1u) - 1;
    return points_[std::min(point, points_.size() - 1)];
  }
  ByteSpan at(const toml::source_region& region) const {
    const std::uint32_t begin = at(region.begin);
    return {begin, std::max(begin, at(region.end))};
  }

 private:
  std::vector<std::uint32_t> points_;  // where each code point begins, and the end
  std::vector<std::size_t> lines_;     // each line's first code point
};

class Converter {
 public:
  Converter(const Document& document, Tree& tree, Limits limits)
      : document_(document), builder_(document, tree, limits), positions_(document.text()) {}

  const Positions& positions() const { return positions_; }

  Result<void> convert(const toml::table& root) {
    add(root);
    return builder_.result();
  }

 private:
  // As deep as the builder lets a collection be opened.
  bool add(const toml::node& node) {
    if (const toml::table* const table = node.as_table()) return add_table(*table);
    if (const toml::array* const list = node.as_array()) return add_list(*list);
    Node& scalar = builder_.make();
    scalar.span = positions_.at(node.source());
    scalar.value = document_.at(scalar.span);
    if (const auto* const text = node.as_string()) {
      scalar.style = Style::double_quoted;
      scalar.value = builder_.keep(text->get());
    } else if (const auto* const number = node.as_integer()) {
      scalar.value = builder_.keep(std::to_string(number->get()));  // 1_000, 0x1F
    }
    return builder_.add_scalar(scalar);
  }

  Node& collection(Kind kind, const toml::node& from) {
    Node& node = builder_.make();
    node.kind = kind;
    node.style = Style::flow;
    node.span = positions_.at(from.source());
    return node;
  }

  bool add_table(const toml::table& table) {
    struct Pair {
      const toml::key* key;
      const toml::node* value;
    };
    std::vector<Pair> pairs;  // the table has them by name
    for (auto&& [key, value] : table) pairs.push_back({&key, &value});
    std::ranges::stable_sort(pairs, [](const Pair& a, const Pair& b) {
      return a.key->source().begin < b.key->source().begin;
    });
    Node& node = collection(Kind::mapping, table);
    const std::uint32_t end = node.span.end;
    bool done = builder_.open(node);
    for (const Pair& pair : pairs) {
      if (!done) return false;
      Node& key = builder_.make();
      key.style = Style::double_quoted;
      key.value = builder_.keep(pair.key->str());
      key.span = positions_.at(pair.key->source());
      done = builder_.add_scalar(key) && add(*pair.value);
    }
    return done && builder_.close(end);
  }

  bool add_list(const toml::array& list) {
    Node& node = collection(Kind::sequence, list);
    const std::uint32_t end = node.span.end;
    bool done = builder_.open(node);
    for (const toml::node& item : list) {
      if (!done) return false;
      done = add(item);
    }
    return done && builder_.close(end);
  }

  const Document& document_;
  Builder builder_;
  Positions positions_;
};

}  // namespace

Result<void> parse_toml(const Document& document, Tree& tree, Limits limits) {
  const std::string_view text = document.text();
  if (text.size() > most_bytes) {
    return std::unexpected(document.error("the file is larger than 4 MiB", {0, 0}));
  }
  if (const auto deep = deepest_key(text)) {
    return std::unexpected(document.error(
        "a key has more than " + std::to_string(most_dots) + " parts", *deep, "use fewer"));
  }
  Converter converter(document, tree, limits);
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    // "Error while parsing key-value pair: expected value, saw '\n'"
    std::string reason(parsed.error().description());
    const std::size_t colon = reason.find(": ");
    if (reason.starts_with("Error while") && colon != std::string::npos) reason.erase(0, colon + 2);
    return std::unexpected(document.error("TOML cannot be read here: " + sanitize(reason),
                                          converter.positions().at(parsed.error().source()),
                                          "Mend the syntax"));
  }
  return converter.convert(parsed.table());
}

std::string toml_string(std::string_view text) {
  std::string written = "\"";
  for (const char c : text) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      written += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7F) {
      written += {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 0xF]};
    } else {
      written += c;
    }
  }
  return written + "\"";
}

}  // namespace boltseal::yaml
