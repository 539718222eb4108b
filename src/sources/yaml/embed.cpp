#include <algorithm>

#include "base/text.h"
#include "sources/yaml/yaml.h"

namespace boltseal::yaml {
namespace {

ByteSpan span_of(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// Adds the decoded `value`, which `raw` spells: exactly where the bytes agree.
void add_piece(Document::Pieces& pieces, const Document& parent, std::string_view value,
               ByteSpan raw) {
  if (parent.at(raw).starts_with(value)) {
    pieces.copy(parent, span_of(raw.begin, raw.begin + value.size()));
  } else {
    pieces.replace(value, raw);
  }
}

// Literal and folded scalars keep the content of their lines; what differs is what stands between
// two lines with content.
Document::Pieces block_pieces(const Node& scalar, std::string& indentation) {
  const Document& parent = *scalar.document;
  const std::string_view text = parent.text();
  const std::string_view value = scalar.value;
  Document::Pieces pieces;
  std::size_t done = 0;  // of the value
  std::size_t content_end = std::min(text.find('\n', scalar.span.begin), text.size());
  std::size_t indent = std::string::npos;
  for (std::size_t line = content_end + 1; line < scalar.span.end;) {
    const std::size_t feed = std::min(text.find('\n', line), text.size());
    std::size_t end = feed;
    if (end > line && text[end - 1] == '\r') --end;
    const std::size_t first = text.find_first_not_of(' ', line);
    if (!trim(text.substr(line, end - line)).empty()) {
      if (indent == std::string::npos) {
        // An explicit indentation indicator may make leading spaces content.
        const std::size_t skipped = value.find_first_not_of('\n');
        const std::size_t spaces =
            skipped == std::string_view::npos ? 0 : value.find_first_not_of(' ', skipped) - skipped;
        indent = first - line - std::min(first - line, spaces);
        indentation = text.substr(line, indent);
      }
      const std::size_t begin = std::min(line + indent, end);
      const std::string_view content = text.substr(begin, end - begin);
      std::size_t next = done;
      while (next < value.size() && !value.substr(next).starts_with(content) &&
             is_space(value[next])) {
        ++next;
      }
      // libyaml ends lines at a lone carriage return too; such a scalar is embedded as a whole.
      if (!value.substr(next).starts_with(content)) return pieces;
      add_piece(pieces, parent, value.substr(done, next - done), span_of(content_end, begin));
      pieces.copy(parent, span_of(begin, end));
      done = next + content.size();
      content_end = end;
    }
    line = feed + 1;
  }
  if (done < value.size()) {
    add_piece(pieces, parent, value.substr(done),
              span_of(content_end, std::min(text.size(), content_end + value.size() - done)));
  }
  return pieces;
}

std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  const std::size_t digits = text[1] == 'x' ? 2 : text[1] == 'u' ? 4 : text[1] == 'U' ? 8 : 0;
  return std::min(text.size(), 2 + digits);
}

// Plain and quoted scalars: escapes, doubled quotes and folded line breaks.
Document::Pieces flow_pieces(const Node& scalar) {
  const Document& parent = *scalar.document;
  const std::string_view text = parent.text();
  const std::string_view value = scalar.value;
  const std::size_t quote = scalar.style == Style::plain ? 0 : 1;
  const std::size_t end = scalar.span.end - std::min<std::size_t>(quote, scalar.span.size());
  Document::Pieces pieces;
  std::size_t done = 0;  // of the value
  std::size_t from = scalar.span.begin + quote;
  std::size_t at = from;
  const auto flush = [&] {
    pieces.copy(parent, span_of(from, at));
    done += at - from;
  };
  while (at < end) {
    std::size_t length = 0;   // in the text
    std::size_t decoded = 0;  // in the value
    const char c = text[at];
    if (scalar.style == Style::double_quoted && c == '\\') {
      const std::size_t before = done + (at - from);
      const bool joined = at + 1 < end && (text[at + 1] == '\n' || text[at + 1] == '\r');
      length = escape_length(text.substr(at, end - at));
      if (joined) {
        while (at + length < end && is_space(text[at + length])) ++length;
      } else if (before < value.size()) {
        decoded = std::max<std::size_t>(1, utf8_length(value.substr(before)));
      }
    } else if (scalar.style == Style::single_quoted && c == '\'') {
      length = 2;
      decoded = 1;
    } else if (is_space(c)) {
      std::size_t run = at;
      std::size_t feeds = 0;
      while (run < end && is_space(text[run])) feeds += text[run++] == '\n';
      if (feeds == 0) {
        at = run;
        continue;
      }
      length = run - at;
      decoded = std::max<std::size_t>(1, feeds - 1);
    } else {
      ++at;
      continue;
    }
    flush();
    length = std::min(length, end - at);
    decoded = std::min(decoded, value.size() - std::min(done, value.size()));
    pieces.replace(value.substr(std::min(done, value.size()), decoded), span_of(at, at + length));
    done += decoded;
    at += length;
    from = at;
  }
  flush();
  return pieces;
}

}  // namespace

Document embed_scalar(const Node& scalar, std::string path) {
  const Document& parent = *scalar.document;
  const bool block = scalar.style == Style::literal || scalar.style == Style::folded;
  std::string indentation;
  Document::Pieces pieces = block ? block_pieces(scalar, indentation) : flow_pieces(scalar);
  Document embedded = parent.embed(path, std::move(pieces), indentation);
  if (embedded.text() == scalar.value) return embedded;
  // A spelling that is not followed byte by byte (a Unicode line break, say): the whole stands for
  // the whole.
  Document::Pieces whole;
  whole.replace(scalar.value, scalar.span);
  return parent.embed(std::move(path), std::move(whole), {});
}

}  // namespace boltseal::yaml
