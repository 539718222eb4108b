#include "sources/shell/printed.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "sources/shell/names.h"

namespace boltseal::shell {
namespace {

/// The escapes that printf's format and `echo -e` share; false at one that is not known.
bool decode(std::string_view text, bool format, std::string& into) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (format && text[at] == '%') {
      if (text.substr(at).starts_with("%%")) {
        into += '%';
        ++at;
        continue;
      }
      return false;
    }
    if (text[at] != '\\' || at + 1 == text.size()) {
      into += text[at];
      continue;
    }
    switch (text[++at]) {
      case 'n': into += '\n'; break;
      case 't': into += '\t'; break;
      case 'r': into += '\r'; break;
      case '\\': into += '\\'; break;
      case '"': into += format ? "\"" : "\\\""; break;
      default: return false;
    }
  }
  return true;
}

/// One argument, decoded where `escapes` says so. Exact literals without escapes keep their bytes'
/// places; decoded ones lead to the whole part.
bool append(const Word& word, bool escapes, bool format, Expander& expander,
            Document::Pieces& into) {
  if (!escapes) {
    expander.pieces(word, into);
    return true;
  }
  for (const Part& part : word.parts) {
    const bool decodes = part.kind == Part::Kind::literal &&
                         part.text.find_first_of(format ? "\\%" : "\\") != std::string::npos;
    if (!decodes) {
      expander.pieces(part, into);
      continue;
    }
    std::string decoded;
    if (!decode(part.text, format, decoded)) return false;
    into.replace(decoded, part.span);
  }
  return true;
}

}  // namespace

std::optional<Document::Pieces> printed(std::span<const Word> words, Expander& expander) {
  const std::string_view program = words.empty() ? std::string_view() : plain(words[0]);
  if (program != "echo" && program != "printf") return std::nullopt;
  Document::Pieces pieces;
  std::size_t at = 1;
  if (program == "echo") {
    bool newline = true;
    bool escapes = false;
    for (; at < words.size(); ++at) {
      const std::string_view option = plain(words[at]);
      if (option != "-n" && option != "-e" && option != "-E" && option != "-ne" &&
          option != "-en") {
        break;
      }
      newline = newline && option.find('n') == std::string_view::npos;
      escapes = escapes || option.find('e') != std::string_view::npos;
    }
    for (std::size_t first = at; at < words.size(); ++at) {
      if (at > first) pieces.replace(" ", {words[at - 1].span.end, words[at].span.begin});
      if (!append(words[at], escapes, false, expander, pieces)) return std::nullopt;
    }
    if (newline) pieces.replace("\n", {words.back().span.end, words.back().span.end});
    return pieces;
  }
  if (words.size() < 2) return std::nullopt;
  const std::string_view format = plain(words[1]);
  if (words.size() == 2) {
    if (!append(words[1], true, true, expander, pieces)) return std::nullopt;
    return pieces;
  }
  if (format != "%s\\n" && format != "%s") return std::nullopt;
  for (at = 2; at < words.size(); ++at) {
    expander.pieces(words[at], pieces);
    if (format == "%s\\n") pieces.replace("\n", {words[at].span.end, words[at].span.end});
  }
  return pieces;
}

}  // namespace boltseal::shell
