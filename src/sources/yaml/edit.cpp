#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.h"
#include "sources/yaml/quote.h"
#include "sources/yaml/yaml.h"

namespace boltseal::yaml {
namespace {

std::size_t line_start(std::string_view text, std::size_t at) {
  const std::size_t feed = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return feed == std::string_view::npos ? 0 : feed + 1;
}

/// The end of the line, in front of its line break.
std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t feed = text.find('\n', at);
  if (feed == std::string_view::npos) return text.size();
  return feed > at && text[feed - 1] == '\r' ? feed - 1 : feed;
}

std::string_view line_break(std::string_view text) {
  const std::size_t feed = text.find('\n');
  return feed != std::string_view::npos && feed > 0 && text[feed - 1] == '\r' ? "\r\n" : "\n";
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
    } else if (text[at] == '#' && at > 0 && is_space(text[at - 1])) {
      at = std::min(text.find('\n', at), text.size());
    } else {
      break;
    }
  }
  return at;
}

ByteSpan span_of(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// How deep the keys of a block mapping are indented: their column, since the first may stand
/// behind a dash.
std::string indentation_of(std::string_view text, std::size_t at) {
  const std::size_t start = line_start(text, at);
  // A byte order mark has no width.
  const std::size_t mark = start == 0 && text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  return std::string(at - start - std::min(at - start, mark), ' ');
}

/// A value behind `key:`, its further lines indented.
std::string indented(std::string_view value, std::string_view indentation, std::string_view feed) {
  std::string out;
  bool first = true;
  for (const std::string_view line : split(value, '\n')) {
    if (first) {
      if (!line.empty()) out += ' ';
    } else {
      out += feed;
      if (!line.empty()) out += indentation;
    }
    first = false;
    out += line;
  }
  return out;
}

/// The value as text that stands inside braces.
std::string in_flow(std::span<const std::string_view> path, std::string_view value, bool json) {
  std::string text(value);
  for (std::size_t at = path.size(); at > 0; --at) {
    const std::string key = json ? quote_double(path[at - 1]) : std::string(path[at - 1]);
    text = "{" + key + ": " + text + "}";
  }
  return text;
}

std::size_t column_of(std::string_view text, std::size_t at) { return at - line_start(text, at); }

/// How much deeper than its key a block below this mapping stands, as others here do.
std::size_t step_below(const Node& mapping, Kind kind) {
  const std::string_view text = mapping.document->text();
  for (const Entry& entry : mapping.entries) {
    const Node& value = *entry.value;
    if (value.kind != kind || value.style == Style::flow || value.document != mapping.document) {
      continue;
    }
    const std::size_t key = column_of(text, entry.key->span.begin);
    const std::size_t below = column_of(text, value.span.begin);
    if (value.span.begin > entry.key->span.end && below >= key && below <= key + 8) {
      return below - key;
    }
  }
  return 2;
}

Result<Edit> add_to_flow(const Node& mapping, std::string_view key, std::string_view value,
                         const Entry* after) {
  const std::string_view text = mapping.document->text();
  if (mapping.style == Style::pair || value.find('\n') != std::string_view::npos) {
    return std::unexpected(
        mapping.document->error("the entry cannot be written inside the brackets that stand here",
                                mapping.span, "Write the mapping with one key a line"));
  }
  std::string addition = std::string(key) + ": " + std::string(value);
  if (mapping.entries.empty()) {
    return Edit{span_of(mapping.span.begin + 1, mapping.span.begin + 1), addition,
                std::string(key)};
  }
  const Entry& last = after ? *after : mapping.entries.back();
  if (last.key->style == Style::double_quoted) {
    addition = quote_double(key) + ": " + std::string(value);
  }
  // Where entries have lines of their own, the new one gets a line too.
  const std::size_t start = line_start(text, last.span.begin);
  const std::string_view lead = text.substr(start, last.span.begin - start);
  const std::string between = start > mapping.span.begin && trim(lead).empty()
                                  ? std::string(line_break(text)) + std::string(lead)
                                  : " ";
  const std::size_t next = skip_space(text, last.span.end);
  if (&last == &mapping.entries.back() && next < mapping.span.end && text[next] == ',') {
    return Edit{span_of(next + 1, next + 1), between + addition + ",", std::string(key)};
  }
  return Edit{span_of(last.span.end, last.span.end), "," + between + addition, std::string(key)};
}

}  // namespace

Edit replace_scalar(const Node& scalar, std::string_view plain_value, WriteAs as) {
  const std::string_view text = scalar.document->text();
  const bool in_json_or_quotes = scalar.style == Style::double_quoted;
  std::string spelled;
  if (in_json_or_quotes) {
    spelled = quote_double(plain_value);
  } else if (scalar.style == Style::single_quoted && !needs_escapes(plain_value)) {
    spelled = quote_single(plain_value);
  } else if (!is_plain(plain_value) || (as == WriteAs::text && is_typed(plain_value))) {
    spelled = quote_double(plain_value);
  } else {
    spelled = plain_value;
  }
  const bool glued =
      scalar.span.empty() && scalar.span.begin > 0 && !is_space(text[scalar.span.begin - 1]);
  return Edit{scalar.span, (glued ? " " : "") + spelled};
}

Result<Edit> add_entry(const Node& mapping, std::string_view key, std::string_view value,
                       const Entry* after) {
  if (mapping.style == Style::flow || mapping.style == Style::pair)
    return add_to_flow(mapping, key, value, after);
  if (!mapping.is_mapping() || mapping.entries.empty()) {
    return std::unexpected(
        mapping.document->error("there is no mapping here that an entry could join", mapping.span));
  }
  const std::string_view text = mapping.document->text();
  const std::string indentation = indentation_of(text, mapping.entries.front().span.begin);
  const std::string_view feed = line_break(text);
  const Entry& last = after ? *after : mapping.entries.back();
  // Behind the comment that may end the line.
  const std::size_t end = line_end(text, last.span.end);
  return Edit{span_of(end, end),
              std::string(feed) + indentation + std::string(key) + ":" +
                  indented(value, indentation + "  ", feed),
              std::string(key)};
}

namespace {

/// The deepest mapping that a path leads to, with what is left of the path: at least its last key.
struct Reached {
  const Node* mapping;
  const Entry* last = nullptr;  ///< The last key, where it is there already.
  std::span<const std::string_view> path;
};

const Entry* own_entry(const Node& mapping, std::string_view key) {
  for (const Entry& entry : mapping.entries) {
    if (entry.key->is_scalar() && entry.key->value == key) return &entry;
  }
  return nullptr;
}

Result<Reached> reach(const Node& mapping, std::span<const std::string_view> path) {
  Reached reached{&mapping, nullptr, path};
  for (;; reached.path = reached.path.subspan(1)) {
    const Entry* const own = own_entry(*reached.mapping, reached.path.front());
    if (own == nullptr) return reached;
    const Node& value = *own->value;
    if (value.document != mapping.document || !own->span.contains(value.span)) {
      return std::unexpected(
          mapping.document->error("an anchor gives " + std::string(own->key->value) +
                                      " its value, so changing it changes other places",
                                  own->key->span));
    }
    if (reached.path.size() == 1) {
      reached.last = own;
      return reached;
    }
    if (!value.is_mapping()) {
      return std::unexpected(mapping.document->error(
          "what stands under " + std::string(own->key->value) + " is not a mapping",
          own->key->span));
    }
    reached.mapping = &value;
  }
}

// Lines of an item behind the first, below what stands behind its dash.
std::string item_lines(std::string_view value, std::string_view indentation,
                       std::string_view feed) {
  return "-" + indented(value, std::string(indentation) + "  ", feed);
}

Result<Edit> add_below(const Reached& reached, std::span<const std::string> values, bool as_list) {
  const Node& mapping = *reached.mapping;
  const std::string_view text = mapping.document->text();
  if (mapping.style == Style::flow || mapping.style == Style::pair || mapping.entries.empty()) {
    const bool json = trim(text).starts_with('{');
    // Beside other keys a new one is quoted as they are; in `{}` there is none to follow.
    const bool quoted = json && mapping.entries.empty();
    const std::string key =
        quoted ? quote_double(reached.path.front()) : std::string(reached.path.front());
    std::string inside;
    for (const std::string& value : values) inside += (inside.empty() ? "" : ", ") + value;
    return add_entry(mapping, key,
                     in_flow(reached.path.subspan(1), as_list ? "[" + inside + "]" : inside, json));
  }
  const std::string_view feed = line_break(text);
  std::string deeper = indentation_of(text, mapping.entries.front().span.begin);
  std::string addition;
  for (std::size_t i = 0; i < reached.path.size(); ++i) {
    if (i > 0) deeper.append(step_below(mapping, Kind::mapping), ' ');
    addition.append(feed).append(deeper).append(reached.path[i]).append(":");
  }
  if (as_list) {
    deeper.append(step_below(mapping, Kind::sequence), ' ');
    for (const std::string& value : values) {
      addition.append(feed).append(deeper).append(item_lines(value, deeper, feed));
    }
  } else {
    addition.append(" ").append(values.front());
  }
  // Behind the comment that may end the line.
  const std::size_t end = line_end(text, mapping.entries.back().span.end);
  return Edit{span_of(end, end), std::move(addition), std::string(reached.path.front())};
}

std::string spelled(std::string_view plain, WriteAs as) {
  const bool quoted = !is_plain(plain) || (as == WriteAs::text && is_typed(plain));
  return quoted ? quote_double(plain) : std::string(plain);
}

}  // namespace

Result<Edit> set_path(const Node& mapping, std::span<const std::string_view> path,
                      std::string_view plain_value, WriteAs as) {
  const Result<Reached> reached = reach(mapping, path);
  if (!reached) return std::unexpected(reached.error());
  if (reached->last == nullptr) {
    return add_below(*reached, std::array{spelled(plain_value, as)}, false);
  }
  if (!reached->last->value->is_scalar()) {
    return std::unexpected(mapping.document->error(
        "what stands under " + std::string(reached->last->key->value) + " is not one value",
        reached->last->key->span));
  }
  return replace_scalar(*reached->last->value, plain_value, as);
}

Result<Edit> add_to_list(const Node& mapping, std::span<const std::string_view> path,
                         std::string_view plain_value) {
  const auto edits = add_items(mapping, path, std::array{spelled(plain_value, WriteAs::text)});
  if (!edits) return std::unexpected(edits.error());
  return edits->front();
}

Result<std::vector<Edit>> add_items(const Node& mapping, std::span<const std::string_view> path,
                                    std::span<const std::string> items) {
  const Result<Reached> reached = reach(mapping, path);
  if (!reached) return std::unexpected(reached.error());
  std::vector<Edit> edits;
  const auto add = [&](Result<Edit> edit) -> Result<void> {
    if (!edit) return std::unexpected(edit.error());
    edits.push_back(std::move(*edit));
    return {};
  };
  if (reached->last == nullptr) {
    if (const auto added = add(add_below(*reached, items, true)); !added) {
      return std::unexpected(added.error());
    }
    return edits;
  }
  for (const std::string& item : items) {
    if (const auto added = add(add_item(*reached->last->value, item)); !added) {
      return std::unexpected(added.error());
    }
  }
  return edits;
}

Result<Edit> add_list(const Node& mapping, std::string_view key,
                      std::span<const std::string> plain_values) {
  if (own_entry(mapping, key) != nullptr) {
    return std::unexpected(
        mapping.document->error(std::string(key) + " is there already", mapping.span));
  }
  std::vector<std::string> values;
  for (const std::string& plain : plain_values) values.push_back(spelled(plain, WriteAs::text));
  return add_below(Reached{&mapping, nullptr, std::span(&key, 1)}, values, true);
}

Result<Edit> add_section(const Node& root, std::string_view key,
                         std::span<const std::string> names) {
  if (root.style == Style::flow || root.style == Style::pair || root.entries.empty()) {
    return std::unexpected(
        root.document->error("the document is not written with one key a line", root.span));
  }
  const std::string_view text = root.document->text();
  const std::string_view feed = line_break(text);
  const std::string step(step_below(root, Kind::mapping), ' ');
  const std::string own = indentation_of(text, root.entries.front().span.begin);
  std::string addition;
  if (!text.ends_with('\n')) addition += feed;
  // As its neighbours: behind a blank line, or not.
  const std::size_t last = line_start(text, root.entries.back().span.begin);
  const bool apart = root.entries.size() < 2 || trim(text.substr(0, last)).size() == last ||
                     text.substr(0, last).ends_with("\n\n") ||
                     text.substr(0, last).ends_with("\n\r\n");
  if (apart && !text.ends_with("\n\n") && !text.ends_with("\n\r\n")) addition += feed;
  addition.append(own).append(key).append(":");
  for (const std::string& name : names) {
    addition.append(feed).append(own).append(step).append(name).append(":");
  }
  if (text.ends_with('\n')) addition += feed;
  return Edit{span_of(text.size(), text.size()), std::move(addition), std::string(key) + ":"};
}

Result<Edit> add_item(const Node& sequence, std::string_view value) {
  const std::string_view text = sequence.document->text();
  if (!sequence.is_sequence()) {
    return std::unexpected(sequence.document->error("no list stands here", sequence.span));
  }
  const std::string adds = "- " + std::string(value);
  if (sequence.items.empty() && sequence.style == Style::flow) {
    return Edit{span_of(sequence.span.begin + 1, sequence.span.begin + 1), std::string(value),
                adds};
  }
  const Node& last = *sequence.items.back();
  if (last.document != sequence.document || !sequence.span.contains(last.span)) {
    return std::unexpected(
        sequence.document->error("the last item of the list stands elsewhere", sequence.span));
  }
  if (sequence.style == Style::flow) {
    return Edit{span_of(last.span.end, last.span.end), ", " + std::string(value), adds};
  }
  const std::size_t end = line_end(text, sequence.span.end);
  const std::string indentation = indentation_of(text, sequence.span.begin);
  const std::string_view feed = line_break(text);
  return Edit{span_of(end, end),
              std::string(feed) + indentation + item_lines(value, indentation, feed), adds};
}

Edit untouched(const Node& key, std::string_view by) {
  const std::string_view text = key.document->text();
  return Edit{key.span, std::string(text.substr(key.span.begin, key.span.size())), std::string(by)};
}

Result<Edit> remove_item(const Node& sequence, const Node& item) {
  const std::string_view text = sequence.document->text();
  const auto found = std::ranges::find(sequence.items, &item);
  if (found == sequence.items.end() || !sequence.span.contains(item.span)) {
    return std::unexpected(sequence.document->error("the item stands elsewhere", item.span));
  }
  const auto at = static_cast<std::size_t>(found - sequence.items.begin());
  const bool is_last = at + 1 == sequence.items.size();
  if (sequence.style == Style::flow) {
    if (!is_last) return Edit{span_of(item.span.begin, sequence.items[at + 1]->span.begin), ""};
    const std::size_t begin = at > 0 ? sequence.items[at - 1]->span.end : item.span.begin;
    return Edit{span_of(begin, item.span.end), ""};
  }
  const std::size_t start = line_start(text, item.span.begin);
  if (trim(text.substr(start, item.span.begin - start)) != "-") {
    return std::unexpected(
        sequence.document->error("the item does not stand on a line of its own", item.span));
  }
  const std::size_t end = line_end(text, item.span.end);
  const std::size_t feed = text.find('\n', end);
  if (feed != std::string_view::npos) return Edit{span_of(start, feed + 1), ""};
  std::size_t begin = start;
  if (begin > 0) --begin;
  if (begin > 0 && text[begin - 1] == '\r') --begin;
  return Edit{span_of(begin, text.size()), ""};
}

Edit remove_entry(const Node& mapping, const Entry& entry) {
  const std::string_view text = mapping.document->text();
  const auto at = static_cast<std::size_t>(&entry - mapping.entries.data());
  const bool is_last = at + 1 == mapping.entries.size();
  if (mapping.style == Style::pair) return Edit{mapping.span, "{}"};
  if (mapping.style == Style::flow) {
    if (!is_last) return Edit{span_of(entry.span.begin, mapping.entries[at + 1].span.begin), ""};
    const std::size_t begin = at > 0 ? mapping.entries[at - 1].span.end : entry.span.begin;
    return Edit{span_of(begin, entry.span.end), ""};
  }
  if (mapping.entries.size() == 1) return Edit{mapping.span, "{}"};
  const std::size_t start = line_start(text, entry.span.begin);
  if (!trim(text.substr(start, entry.span.begin - start)).empty() && !is_last) {
    // The first entry behind a dash: the next one takes its place.
    return Edit{span_of(entry.span.begin, mapping.entries[at + 1].span.begin), ""};
  }
  const std::size_t end = line_end(text, entry.span.end);
  const std::size_t feed = text.find('\n', end);
  if (feed != std::string_view::npos) return Edit{span_of(start, feed + 1), ""};
  // The last line of a text without a final line feed takes the line break before it along.
  std::size_t begin = start;
  if (begin > 0) --begin;
  if (begin > 0 && text[begin - 1] == '\r') --begin;
  return Edit{span_of(begin, text.size()), ""};
}

}  // namespace boltseal::yaml
