#include <algorithm>

#include "base/text.h"
#include "policy/allowance.h"

namespace boltseal {
namespace {

constexpr std::string_view mark = "boltseal:";
constexpr std::string_view remedy = "# boltseal: allow(RULE) until=YYYY-MM-DD because REASON";

// How far a line is indented. A dash does not count: the further keys of its entry are below it.
std::size_t indentation_of(std::string_view line) {
  const std::size_t at = line.find_first_not_of(" \t");
  return at == std::string_view::npos ? line.size() : at;
}

// YAML lets the entries of a list stand as far left as the key that they belong to.
bool is_below(std::string_view head, std::string_view line) {
  if (indentation_of(line) != indentation_of(head)) {
    return indentation_of(line) > indentation_of(head);
  }
  return trim(line).starts_with("- ") && !trim(head).starts_with('-') && trim(head).ends_with(':');
}

bool is_comment(std::string_view line) { return trim(line).starts_with('#'); }

// The text behind "allow": rules in parentheses, then settings, then the reason.
class Parser {
 public:
  Parser(std::string_view text, Allowance& allowance) : text_(text), allowance_(allowance) {}

  /// Why it cannot be read; "" when it can.
  std::string run() {
    if (!take("allow")) return "only allow(RULE) can stand behind \"boltseal:\"";
    if (!take("(")) return "the rules that are allowed stand in parentheses";
    const std::size_t close = text_.find(')');
    if (close == std::string_view::npos) return "the parenthesis behind allow is not closed";
    for (const std::string_view word : split(text_.substr(0, close), ',')) {
      const std::string_view rule = trim(word);
      if (std::string reason = refuse_rule_pattern(rule); !reason.empty()) return reason;
      allowance_.rules.emplace_back(rule);
    }
    text_ = trim(text_.substr(close + 1));
    while (!take("because ")) {
      const std::string_view word = text_.substr(0, text_.find_first_of(" \t"));
      if (word.empty() || word == "because") return "an allowance says why: because ...";
      if (word.starts_with("until=")) {
        allowance_.until = parse_date(word.substr(6));
        if (!allowance_.until) return "until= needs a date, as in until=2027-01-31";
      } else if (word.starts_with("owner=")) {
        allowance_.owner = word.substr(6);
      } else {
        return "\"" + sanitize(word) + "\" is not known here; there are until=, owner= and because";
      }
      text_ = trim(text_.substr(word.size()));
    }
    allowance_.reason = trim(text_);
    return allowance_.reason.empty() ? "an allowance says why: because ..." : "";
  }

 private:
  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_ = trim(text_.substr(word.size()));
    return true;
  }

  std::string_view text_;
  Allowance& allowance_;
};

class Scan {
 public:
  explicit Scan(const File& file) : file_(file), lines_(file.text) {}

  InlineAllowances run() {
    const std::string_view text = file_.text;
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + 1)) {
      visit(static_cast<std::uint32_t>(at));
    }
    return std::move(found_);
  }

 private:
  std::string_view line(std::uint32_t number) const {
    const ByteSpan span = lines_.line(number);
    return std::string_view(file_.text).substr(span.begin, span.size());
  }

  void visit(std::uint32_t at) {
    const std::uint32_t number = lines_.locate(at).line;
    const ByteSpan whole = lines_.line(number);
    // A comment begins where the line does, or behind white space.
    std::uint32_t hash = at;
    while (hash > whole.begin && is_blank(file_.text[hash - 1])) --hash;
    if (hash == whole.begin || file_.text[hash - 1] != '#') return;
    --hash;
    if (hash > whole.begin && !is_blank(file_.text[hash - 1])) return;

    Allowance allowance;
    const std::string_view body =
        std::string_view(file_.text).substr(at + mark.size(), whole.end - at - mark.size());
    const ByteSpan span{hash, whole.end};
    if (std::string reason = Parser(trim(body), allowance).run(); !reason.empty()) {
      found_.errors.push_back({std::move(reason), file_.path, span, std::string(remedy)});
      return;
    }
    allowance.place.path = file_.path;
    allowance.place.bytes = span;
    allowance.place.begin = lines_.locate(span.begin);
    allowance.place.end = lines_.locate(span.end);
    allowance.place.excerpt = line(number);
    allowance.place.excerpt_begin = whole.begin;
    cover(allowance, number, is_comment(line(number)));
    found_.allowances.push_back(std::move(allowance));
  }

  void cover(Allowance& allowance, std::uint32_t number, bool own_line) const {
    std::uint32_t first = number;
    if (own_line) {
      while (first <= lines_.count() && (is_comment(line(first)) || trim(line(first)).empty())) {
        ++first;
      }
    }
    const std::string_view head = line(first);
    std::uint32_t last = first;
    for (std::uint32_t next = first + 1; next <= lines_.count(); ++next) {
      const bool continues = last + 1 == next && trim(line(last)).ends_with('\\');
      if (!continues && !own_line) break;
      if (!continues && trim(line(next)).empty()) continue;  // inside a block, or behind it
      if (!continues && !is_below(head, line(next))) break;
      last = next;
    }
    allowance.first_line = first;
    allowance.last_line = last;
  }

  const File& file_;
  LineIndex lines_;
  InlineAllowances found_;
};

}  // namespace

InlineAllowances inline_allowances(const File& file) {
  // Few files have any; most pay for one search only.
  if (file.text.find(mark) == std::string::npos) return {};
  return Scan(file).run();
}

}  // namespace boltseal
