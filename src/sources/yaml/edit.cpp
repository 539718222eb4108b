#include <algorithm>

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
    return Edit{span_of(mapping.span.begin + 1, mapping.span.begin + 1), addition};
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
    return Edit{span_of(next + 1, next + 1), between + addition + ","};
  }
  return Edit{span_of(last.span.end, last.span.end), "," + between + addition};
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
  return Edit{span_of(end, end), std::string(feed) + indentation + std::string(key) + ":" +
                                     indented(value, indentation + "  ", feed)};
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
