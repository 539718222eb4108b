#include "report/text_layout.h"

#include "base/display_width.h"
#include "base/text.h"

namespace boltseal {
namespace {

// Of the sixteen colours that every terminal has and every theme keeps readable.
std::string_view code_of(Paint kind) {
  switch (kind) {
    case Paint::strong: return "1";
    case Paint::faint: return "2";
    case Paint::critical: return "1;35";
    case Paint::high: return "1;31";
    case Paint::medium: return "33";
    case Paint::low: return "36";
    case Paint::good: return "32";
    case Paint::code: return "36";
    case Paint::none: break;
  }
  return "";
}

}  // namespace

std::string paint(bool color, Paint kind, std::string_view text) {
  if (!color || kind == Paint::none || text.empty()) return std::string(text);
  std::string painted = "\x1b[";
  painted.append(code_of(kind)).append("m").append(text).append("\x1b[0m");
  return painted;
}

std::string paint_code(bool color, std::string_view prose) {
  if (!color) return std::string(prose);
  std::string painted;
  for (;;) {
    const std::size_t open = prose.find('`');
    const std::size_t close = open == std::string_view::npos ? open : prose.find('`', open + 1);
    if (close == std::string_view::npos) break;
    painted += prose.substr(0, open);
    painted += paint(true, Paint::code, prose.substr(open + 1, close - open - 1));
    prose.remove_prefix(close + 1);
  }
  painted += prose;
  return painted;
}

std::vector<std::string> wrap(std::string_view prose, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (const std::string_view word : split(prose, ' ')) {
    const std::size_t columns = display_width(word);
    if (width > 0 && used > 0 && used + 1 + columns > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) {
      lines.back() += ' ';
      ++used;
    }
    lines.back() += word;
    used += columns;
  }
  return lines;
}

std::string pad(std::string_view text, std::size_t width) {
  std::string padded(text);
  const std::size_t columns = display_width(text);
  if (columns < width) padded.append(width - columns, ' ');
  return padded;
}

}  // namespace boltseal
