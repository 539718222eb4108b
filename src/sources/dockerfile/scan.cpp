#include "sources/dockerfile/scan.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal::dockerfile {

void Line::stands_at(std::uint32_t at, std::uint32_t local) {
  if (at == 0) {
    first_ = local;
  } else {
    more_.push_back({at, local});
  }
}

std::size_t Line::piece_of(std::size_t at) const {
  const auto after =
      std::upper_bound(more_.begin(), more_.end(), at,
                       [](std::size_t wanted, const Piece& piece) { return wanted < piece.at; });
  return static_cast<std::size_t>(after - more_.begin());
}

std::uint32_t Line::place_of(std::size_t at) const {
  const std::size_t piece = piece_of(at);
  if (piece == 0) return first_ + static_cast<std::uint32_t>(at);
  return more_[piece - 1].local + static_cast<std::uint32_t>(at) - more_[piece - 1].at;
}

ByteSpan Line::span(std::size_t begin, std::size_t end) const {
  // The end belongs to the byte before it, which may stand on an earlier physical line.
  if (begin >= end) return {place_of(begin), place_of(begin)};
  return {place_of(begin), place_of(end - 1) + 1};
}

void Line::copy_to(Document::Pieces& pieces, const Document& document, std::size_t begin,
                   std::size_t end) const {
  while (begin < end) {
    const std::size_t piece = piece_of(begin);
    const std::size_t until =
        piece < more_.size() ? std::min<std::size_t>(more_[piece].at, end) : end;
    pieces.copy(document, span(begin, until));
    begin = until;
  }
}

namespace {

// bufio.MaxScanTokenSize - 1: BuildKit refuses longer lines.
constexpr std::size_t line_limit = 65535;
constexpr std::size_t heredoc_limit = 100;

bool is_go_space(char c) { return is_space(c); }

// One physical line: [begin, end) without its line end, which reaches to `next`.
struct Physical {
  std::uint32_t begin, end, next;
};

class Scanner {
 public:
  explicit Scanner(const Document& document) : document_(document), text_(document.text()) {}

  Scan run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    Physical line;
    while (next(line)) {
      const std::string_view content = trim_left(line);
      read_directive(line, content);
      if (content.empty() || content.front() == '#') continue;
      read_instruction(line);
      if (scan_.ends_early) break;
    }
    return std::move(scan_);
  }

 private:
  bool next(Physical& line) {
    if (at_ >= text_.size()) return false;
    line.begin = at_;
    const std::size_t feed = text_.find('\n', at_);
    const std::size_t end = feed == std::string_view::npos ? text_.size() : feed;
    line.next = static_cast<std::uint32_t>(feed == std::string_view::npos ? end : feed + 1);
    line.end = static_cast<std::uint32_t>(end);
    while (line.end > line.begin && text_[line.end - 1] == '\r') --line.end;
    at_ = line.next;
    if (line.end - line.begin > line_limit) {
      scan_.errors.push_back(
          document_.error("line of more than 65,535 bytes, which BuildKit refuses",
                          {line.begin, line.begin + 40}, "break it with continuation lines"));
      line.end = line.begin;  // as if it were empty
    }
    return true;
  }

  std::string_view trim_left(Physical line) const {
    while (line.begin < line.end && is_go_space(text_[line.begin])) ++line.begin;
    return text_.substr(line.begin, line.end - line.begin);
  }

  // `# name = value`, only before everything else, each once.
  void read_directive(const Physical& line, std::string_view content) {
    if (!directives_) return;
    directives_ = false;
    if (!content.starts_with('#')) return;
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) return;
    const std::string name = to_lower(trim(content.substr(1, equals - 1)));
    const std::string_view value = trim(content.substr(equals + 1));
    if ((name != "syntax" && name != "escape" && name != "check") || value.empty()) return;
    directives_ = true;
    const auto begin = static_cast<std::uint32_t>(content.data() - text_.data());
    const ByteSpan span{begin, line.end};
    if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) {
      scan_.errors.push_back(document_.error("only one " + name + " parser directive can be used",
                                             span, "remove this line"));
      return;
    }
    seen_.push_back(name);
    if (name != "escape") return;
    if (value == "`" || value == "\\") {
      scan_.escape = value.front();
    } else {
      scan_.errors.push_back(document_.error("the escape character must be \\ or `", span,
                                             "write # escape=` or remove the line"));
    }
  }

  // Whether the line goes on in the next one; `end` then leaves the continuation character out. Two
  // of them at the end are an escaped one.
  bool continues(std::uint32_t begin, std::uint32_t& end) const {
    std::uint32_t at = end;
    while (at > begin && is_blank(text_[at - 1])) --at;
    if (at == begin || text_[at - 1] != scan_.escape) return false;
    if (at - 1 > begin && text_[at - 2] == scan_.escape) return false;
    end = at - 1;
    return true;
  }

  void read_instruction(Physical line) {
    while (is_go_space(text_[line.begin])) ++line.begin;
    RawInstruction instruction;
    std::uint32_t last = line.end;  // the last byte that belongs to the instruction
    std::uint32_t end = line.end;
    instruction.unfinished = continues(line.begin, end);
    if (instruction.unfinished) {
      read_continued(instruction, {line.begin, end, line.next}, last);
    } else {
      instruction.line.text = text_.substr(line.begin, end - line.begin);
      instruction.line.stands_at(0, line.begin);
    }
    std::string_view& text = instruction.line.text;
    while (!text.empty() && is_go_space(text.back())) text.remove_suffix(1);
    if (text.empty()) return;  // only continuation characters
    std::size_t name_end = 0;
    while (name_end < text.size() && !is_go_space(text[name_end])) ++name_end;
    instruction.name = text.substr(0, name_end);
    instruction.rest = name_end;
    while (instruction.rest < text.size() && is_go_space(text[instruction.rest]))
      ++instruction.rest;
    instruction.span = instruction.line.span(0, text.size());
    if (instruction.unfinished) instruction.span.end = std::max(instruction.span.end, last);
    read_heredocs(instruction);
    scan_.instructions.push_back(std::move(instruction));
  }

  void read_continued(RawInstruction& instruction, Physical line, std::uint32_t& last) {
    std::string& joined =
        scan_.joined.emplace_back(text_.substr(line.begin, line.end - line.begin));
    Line& mapped = instruction.line;
    mapped.stands_at(0, line.begin);
    Physical more;
    bool first = joined.empty();
    while (instruction.unfinished && next(more)) {
      const std::string_view content = trim_left(more);
      if (content.empty() || content.front() == '#') continue;
      last = more.end;
      instruction.unfinished = continues(more.begin, more.end);
      if (first) {
        // Nothing stood before the continuation character: the keyword is on this line.
        while (more.begin < more.end && is_go_space(text_[more.begin])) ++more.begin;
        mapped.stands_at(0, more.begin);
        first = more.begin == more.end;
      } else {
        mapped.stands_at(static_cast<std::uint32_t>(joined.size()), more.begin);
      }
      joined += text_.substr(more.begin, more.end - more.begin);
    }
    mapped.text = joined;
  }

  void read_heredocs(RawInstruction& instruction) {
    std::string_view name = instruction.name;
    std::string_view rest = instruction.line.text.substr(instruction.rest);
    if (rest.find("<<") == std::string_view::npos) return;
    if (equals_ignoring_case(name, "ONBUILD")) {
      std::size_t end = 0;
      while (end < rest.size() && !is_go_space(rest[end])) ++end;
      name = rest.substr(0, end);
      rest.remove_prefix(end);
    }
    if (!equals_ignoring_case(name, "RUN") && !equals_ignoring_case(name, "COPY") &&
        !equals_ignoring_case(name, "ADD")) {
      return;
    }
    instruction.heredocs = heredocs_in(rest);
    for (Heredoc& heredoc : instruction.heredocs) {
      heredoc.body.begin = at_;
      Physical line;
      bool found = false;
      while (!found && next(line)) {
        std::uint32_t begin = line.begin;
        while (heredoc.strips_tabs && begin < line.end && text_[begin] == '\t') ++begin;
        found = text_.substr(begin, line.end - begin) == heredoc.name;
      }
      if (!found) {
        scan_.errors.push_back(
            document_.error("the heredoc <<" + heredoc.name + " has no end",
                            instruction.line.span(0, instruction.line.text.size()),
                            "add a line that holds only " + heredoc.name));
        heredoc.body.end = at_;
        scan_.ends_early = true;
        instruction.span.end = at_;
        return;
      }
      heredoc.body.end = line.begin;
      heredoc.end = {line.begin, line.end};
      instruction.span.end = line.end;
    }
  }

  const Document& document_;
  std::string_view text_;
  std::uint32_t at_ = 0;
  bool directives_ = true;
  std::vector<std::string> seen_;
  Scan scan_;
};

}  // namespace

Scan scan(const Document& document) { return Scanner(document).run(); }

std::vector<Heredoc> heredocs_in(std::string_view arguments) {
  std::vector<Heredoc> found;
  std::size_t words = 0;
  for (std::size_t at = 0; at < arguments.size();) {
    if (is_go_space(arguments[at])) {
      ++at;
      continue;
    }
    ++words;
    const std::size_t begin = at;
    while (at < arguments.size() && is_digit(arguments[at])) ++at;
    Heredoc heredoc;
    bool opens = arguments.substr(at).starts_with("<<");
    if (opens) {
      at += 2;
      heredoc.strips_tabs = at < arguments.size() && arguments[at] == '-';
      if (heredoc.strips_tabs) ++at;
      while (at < arguments.size() && is_go_space(arguments[at])) ++at;
    } else {
      at = begin;
    }
    for (; at < arguments.size() && !is_go_space(arguments[at]); ++at) {
      const char c = arguments[at];
      if (c == '\'' || c == '"') {
        heredoc.expands = false;
        for (++at; at < arguments.size() && arguments[at] != c; ++at) {
          if (c == '"' && arguments[at] == '\\' && at + 1 < arguments.size()) ++at;
          heredoc.name += arguments[at];
        }
        // BuildKit reads no heredocs from a line whose quotes do not match.
        if (at >= arguments.size()) return {};
        continue;
      }
      if (c == '<') opens = false;
      if (c == '\\' && at + 1 < arguments.size()) ++at;
      heredoc.name += arguments[at];
    }
    if (!opens || heredoc.name.empty() || found.size() == heredoc_limit) continue;
    found.push_back(std::move(heredoc));
  }
  if (words == 1 && found.size() == 1) found.front().is_whole = true;
  return found;
}

}  // namespace boltseal::dockerfile
