#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/source.h"

namespace boltseal {
namespace {

// make's variables may name each other; deeper or longer than this is not followed.
constexpr int expansion_depth = 16;
constexpr std::size_t value_limit = 16u << 10;
constexpr std::size_t total_limit = 4u << 20;

bool claims_path(std::string_view path) {
  const std::string_view name = base_name(path);
  return name == "Makefile" || name == "makefile" || name == "GNUmakefile" ||
         name.ends_with(".mk") || name.ends_with(".makefile") || name.starts_with("Makefile.");
}

bool claims_text(std::string_view, std::string_view text) {
  return text.starts_with("#!") &&
         text.substr(0, text.find('\n')).find("make") != std::string_view::npos;
}

/// A makefile's recipes as shell texts (GNU make manual, "Writing Recipes").
class Makefile {
 public:
  explicit Makefile(const Document& document) : document_(document), text_(document.text()) {}

  std::vector<commands::Part> recipes() {
    for (std::uint32_t at = 0; at < text_.size();) {
      const std::uint32_t end = line_end(at);
      line(at, end);
      at = end;
    }
    for (const auto& [name, lines] : canned_) {
      if (called_.contains(name)) recipes_.insert(recipes_.end(), lines.begin(), lines.end());
    }
    std::vector<commands::Part> parts;
    // Every line has a shell of its own, in the makefile's folder; one that others include runs in
    // theirs.
    std::optional<commands::Folder> folder;
    if (!document_.is_embedded()) {
      folder = {directory_of(document_.path()), !document_.path().ends_with(".mk")};
    }
    for (const ByteSpan recipe : recipes_) parts.push_back({shell_text(recipe), {}, folder});
    return parts;
  }

 private:
  /// After the logical line that begins at `at`: a backslash before the line feed continues it.
  std::uint32_t line_end(std::uint32_t at) const {
    while (at < text_.size()) {
      const std::size_t feed = text_.find('\n', at);
      if (feed == std::string_view::npos) return static_cast<std::uint32_t>(text_.size());
      std::size_t before = feed;
      if (before > at && text_[before - 1] == '\r') --before;
      std::size_t slashes = 0;
      while (slashes < before - at && text_[before - 1 - slashes] == '\\') ++slashes;
      at = static_cast<std::uint32_t>(feed) + 1;
      if (slashes % 2 == 0) return at;
    }
    return at;
  }

  void line(std::uint32_t begin, std::uint32_t end) {
    const std::string_view whole = text_.substr(begin, end - begin);
    if (in_define_) {
      in_define_ = !trim(whole).starts_with("endef");
      if (in_define_) canned_[defined_].push_back({begin, end});
      return;
    }
    // Elsewhere than behind a rule the tab is indentation (make 4.3, read.c: eval).
    if (whole.starts_with('\t') && in_rule_) {
      recipes_.push_back({begin + 1, end});
      note_canned(whole);
      return;
    }
    std::string_view rest = trim(whole);
    if (rest.starts_with("define ")) {
      defined_ = std::string(trim(rest.substr(7, rest.find_first_of(":?+=") - 7)));
      in_define_ = true;
      in_rule_ = false;
      return;
    }
    if (rest.starts_with("ifeq") || rest.starts_with("ifneq") || rest.starts_with("ifdef") ||
        rest.starts_with("ifndef")) {
      ++conditions_;
      return;
    }
    if (rest == "endif" || rest.starts_with("endif ")) {
      if (conditions_ > 0) --conditions_;
      return;
    }
    if (rest == "else" || rest.starts_with("else ")) return;
    if (rest.empty() || rest.starts_with('#')) return;
    if (assign(rest)) {
      in_rule_ = false;
      return;
    }
    // `target: prerequisites ; recipe`
    const std::size_t colon = whole.find(':');
    const std::size_t semicolon = whole.find(';', colon == std::string_view::npos ? 0 : colon);
    const std::size_t hash = whole.find('#');
    in_rule_ = in_rule_ || colon != std::string_view::npos;
    if (colon != std::string_view::npos && semicolon != std::string_view::npos &&
        semicolon < hash) {
      recipes_.push_back({begin + static_cast<std::uint32_t>(semicolon) + 1, end});
    }
  }

  /// A recipe line that is `$(NAME)` or `$(call NAME,…)` may be a canned recipe (GNU make manual,
  /// "Defining Canned Recipes").
  void note_canned(std::string_view line) {
    const std::size_t dollar = line.find_first_not_of("\t @-+");
    if (dollar == std::string_view::npos || line[dollar] != '$') return;
    std::string name;
    reference(line, dollar, name);
    if (name.starts_with("call ")) name = name.substr(5, name.find(',') - 5);
    called_.insert(std::string(trim(name)));
  }

  bool assign(std::string_view line) {
    for (const std::string_view word : {"export ", "override ", "unexport "}) {
      if (line.starts_with(word)) line = trim(line.substr(word.size()));
    }
    std::size_t at = 0;
    while (at < line.size() && (is_word(line[at]) || line[at] == '.' || line[at] == '-')) ++at;
    const std::string name(line.substr(0, at));
    while (at < line.size() && is_blank(line[at])) ++at;
    if (name.empty()) return false;
    const std::string_view rest = line.substr(at);
    const bool appends = rest.starts_with("+=");
    const bool plain = rest.starts_with("=");
    std::size_t length = plain ? 1 : 2;
    if (rest.starts_with("::=")) length = 3;
    if (!appends && !plain && !rest.starts_with(":=") && !rest.starts_with("?=") && length != 3) {
      return rest.starts_with("!=") ? (unknown_[name] = true) : false;
    }
    std::string value(trim(rest.substr(length)));
    if (const std::size_t hash = value.find(" #"); hash != std::string::npos) {
      value = std::string(trim(std::string_view(value).substr(0, hash)));
    }
    if (conditions_ > 0 && appends && variables_.contains(name)) {
      // What stands there already stays, whatever comes to it.
      value = "$(" + name + "_MORE)";
    } else if (conditions_ > 0) {
      unknown_[name] = true;
    }
    if (rest.starts_with("?=") && variables_.contains(name)) return true;
    std::string& slot = variables_[name];
    if (appends && !slot.empty()) {
      if (slot.size() + value.size() < value_limit) slot += " " + value;
    } else {
      slot = std::move(value);
    }
    return true;
  }

  /// The end of the reference that begins with the dollar sign at `at`, and the name in it.
  static std::size_t reference(std::string_view text, std::size_t at, std::string& name) {
    if (at + 1 >= text.size()) return text.size();
    const char open = text[at + 1];
    if (open != '(' && open != '{') {
      name = std::string(1, open);
      return at + 2;
    }
    const char close = open == '(' ? ')' : '}';
    int level = 0;
    std::size_t end = at + 1;
    for (; end < text.size() && end - at < 4096; ++end) {
      if (text[end] == open) ++level;
      if (text[end] == close && --level == 0) break;
    }
    name = std::string(text.substr(at + 2, end - at - 2));
    return std::min(end + 1, text.size());
  }

  /// Whether a value is nothing but one `$(shell …)` or another function: then the variable's own
  /// name says more than the function's.
  static bool is_function_call(const std::string& value) {
    if (!value.starts_with("$(") && !value.starts_with("${")) return false;
    std::string name;
    const bool is_all = reference(value, 0, name) == value.size();
    return is_all && name.find(' ') != std::string::npos && name != "shell pwd";
  }

  /// What make puts in for a reference. What it cannot tell is left as a shell variable of that
  /// name, which the shell's reader does not know either.
  std::string expanded(const std::string& name, int depth) {
    const auto variable = variables_.find(name);
    const bool known = variable != variables_.end() && !unknown_.contains(name) &&
                       depth < expansion_depth && spent_ < total_limit &&
                       !is_function_call(variable->second);
    if (!known) {
      if (name == "CURDIR" || name == "PWD" || name == "shell pwd") return "$PWD";
      std::string shown;
      for (const char c : name) shown += is_word(c) ? c : '_';
      if (shown.empty() || is_digit(shown[0])) shown.insert(0, "_");
      return "${" + shown.substr(0, 60) + "}";
    }
    std::string result;
    const std::string value = variable->second;
    for (std::size_t at = 0; at < value.size() && result.size() < value_limit;) {
      if (value[at] != '$') {
        result += value[at++];
      } else if (at + 1 < value.size() && value[at + 1] == '$') {
        result += '$';
        at += 2;
      } else {
        std::string inner;
        at = reference(value, at, inner);
        result += expanded(inner, depth + 1);
      }
    }
    spent_ += result.size();
    return result;
  }

  Document shell_text(ByteSpan recipe) {
    Document::Pieces pieces;
    std::uint32_t at = recipe.begin;
    while (at < recipe.end &&
           (is_blank(text_[at]) || text_[at] == '@' || text_[at] == '-' || text_[at] == '+')) {
      ++at;
    }
    std::uint32_t run = at;
    const auto cut = [&] { pieces.copy(document_, {run, at}); };
    while (at < recipe.end) {
      if (text_[at] == '\n') {
        ++at;
        cut();
        if (at < recipe.end && text_[at] == '\t') ++at;  // make takes one tab of a continued line
        run = at;
      } else if (text_[at] == '$') {
        cut();
        const std::uint32_t begin = at;
        if (at + 1 < recipe.end && text_[at + 1] == '$') {
          at += 2;
          pieces.replace("$", {begin, at});
        } else {
          std::string name;
          const std::string_view rest = text_.substr(0, recipe.end);
          at = static_cast<std::uint32_t>(reference(rest, at, name));
          pieces.replace(expanded(name, 0), {begin, at});
        }
        run = at;
      } else {
        ++at;
      }
    }
    cut();
    return document_.embed("recipe.sh", std::move(pieces));
  }

  const Document& document_;
  std::string_view text_;
  std::map<std::string, std::string> variables_;
  std::map<std::string, bool> unknown_;
  std::vector<ByteSpan> recipes_;
  std::map<std::string, std::vector<ByteSpan>> canned_;  ///< The lines of each `define`.
  std::set<std::string> called_;                         ///< What recipes name to be put in.
  std::string defined_;
  int conditions_ = 0;
  bool in_define_ = false;
  bool in_rule_ = false;
  std::size_t spent_ = 0;
};

void read(const Document& document, Reader& reader) {
  commands::read_parts(document, Makefile(document).recipes(), reader);
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return fail("only recipes can be changed", document.file().path, change.at.span);
}

}  // namespace

extern const Source makefile_source{
    .name = "makefile",
    .title = "makefile",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = commands::spell,
};

}  // namespace boltseal
