#include "sources/dockerfile/expand.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "sources/dockerfile/pattern.h"

namespace boltseal::dockerfile {
namespace {

constexpr std::size_t value_limit = 64 << 10;
constexpr int depth_limit = 50;
constexpr int step_limit = 6;
constexpr std::size_t used_limit = 4;

}  // namespace

void Scope::set(std::string_view name, Variable variable) {
  visible_.insert_or_assign(std::string(name), std::move(variable));
}

void Scope::set_environment(std::string_view name, Variable variable) {
  environment_.insert_or_assign(std::string(name), variable);
  set(name, std::move(variable));
}

const Variable* Scope::find(std::string_view name, Budget& budget) const {
  if (const auto found = visible_.find(name); found != visible_.end()) return &found->second;
  for (const Scope* scope = base; scope != nullptr; scope = scope->base) {
    if (!budget.take(16)) return nullptr;
    const auto found = scope->environment_.find(name);
    if (found != scope->environment_.end()) return &found->second;
  }
  return nullptr;
}

namespace {

class Expander {
 public:
  Expander(std::string_view word, const Scope& scope, char escape, Budget& budget, Expansion& into)
      : word_(word), scope_(scope), escape_(escape), budget_(budget), result_(into) {}

  // Up to `stop` (consumed) or, with stop 0, the end.
  Text until(char stop, bool raw_escapes) {
    Text text;
    if (++depth_ > depth_limit) fail("expansions are nested too deep");
    while (!failed()) {
      if (at_ >= word_.size()) {
        if (stop == '}') fail("missing '}'");
        if (stop == '/') fail("missing '/' in ${}");
        break;
      }
      const char c = word_[at_];
      if (c == stop && stop != 0) {
        ++at_;
        break;
      }
      if (c == '\'') {
        single_quoted(text);
      } else if (c == '"') {
        double_quoted(text);
      } else if (c == '$') {
        dollar(text);
      } else if (c == escape_) {
        if (raw_escapes) add(text, word_.substr(at_, 1));
        ++at_;
        if (at_ < word_.size()) add(text, word_.substr(at_++, 1));
      } else {
        const std::size_t begin = at_;
        while (at_ < word_.size() && is_plain(word_[at_]) && (word_[at_] != stop || stop == 0))
          ++at_;
        add(text, word_.substr(begin, at_ - begin));
      }
    }
    --depth_;
    return text;
  }

 private:
  bool failed() const { return !result_.error.empty(); }
  void fail(std::string_view why) {
    if (!failed()) result_.error = why;
  }
  bool is_plain(char c) const { return c != '\'' && c != '"' && c != '$' && c != escape_; }

  void add(Text& text, std::string_view known) {
    if (fits(text, known.size())) text.append(known);
  }
  void add_unknown(Text& text, std::string_view written) {
    if (fits(text, written.size())) text.append_unknown(written);
  }
  void add(Text& text, const Text& more) {
    if (fits(text, more.bytes().size())) text.append(more);
  }
  // What is too long becomes unknown once, at its end.
  bool fits(Text& text, std::size_t size) {
    if (text.bytes().size() + size <= value_limit && budget_.take(size)) return true;
    if (text.bytes().empty() || text.is_known_at(text.bytes().size() - 1)) text.append_unknown("…");
    return false;
  }

  void single_quoted(Text& text) {
    const std::size_t end = word_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return fail("a single quote is not closed");
    add(text, word_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
  }

  void double_quoted(Text& text) {
    for (++at_; !failed();) {
      if (at_ >= word_.size()) return fail("a double quote is not closed");
      const char c = word_[at_];
      if (c == '"') {
        ++at_;
        return;
      }
      if (c == '$') {
        dollar(text);
        continue;
      }
      if (c == escape_ && at_ + 1 < word_.size() &&
          (word_[at_ + 1] == '"' || word_[at_ + 1] == '$' || word_[at_ + 1] == escape_)) {
        ++at_;
      }
      add(text, word_.substr(at_++, 1));
    }
  }

  std::string_view name() {
    const std::size_t begin = at_;
    if (at_ < word_.size() && is_digit(word_[at_])) {
      while (at_ < word_.size() && is_digit(word_[at_])) ++at_;
    } else if (at_ < word_.size() && std::string_view("@*#?-$!").contains(word_[at_])) {
      ++at_;
    } else {
      while (at_ < word_.size() && is_word(word_[at_])) ++at_;
    }
    return word_.substr(begin, at_ - begin);
  }

  const Variable* look_up(std::string_view name) {
    const Variable* const variable = scope_.find(name, budget_);
    if (variable != nullptr) {
      result_.argument = result_.argument || variable->argument;
      if (result_.used.size() < used_limit &&
          std::find(result_.used.begin(), result_.used.end(), variable) == result_.used.end()) {
        result_.used.push_back(variable);
      }
    }
    return variable;
  }

  void dollar(Text& text) {
    const std::size_t begin = at_++;
    const auto written = [&] { return word_.substr(begin, at_ - begin); };
    if (at_ >= word_.size() || word_[at_] != '{') {
      const std::string_view variable_name = name();
      if (variable_name.empty()) return add(text, std::string_view("$"));
      return plain(text, look_up(variable_name), written());
    }
    ++at_;
    if (at_ >= word_.size()) return fail("missing '}'");
    if (word_[at_] == '{' || word_[at_] == '}' || word_[at_] == ':')
      return fail("bad substitution");
    const Variable* const variable = look_up(name());
    if (at_ >= word_.size()) return fail("missing '}'");
    char modifier = word_[at_++];
    if (modifier == '}') return plain(text, variable, written());
    const bool null_is_unset = modifier == ':';
    if (null_is_unset) {
      if (at_ >= word_.size()) return fail("missing '}'");
      modifier = word_[at_++];
    }
    switch (modifier) {
      case '-':
      case '+':
      case '?': {
        const Text word = until('}', false);
        if (!failed()) choose(text, variable, modifier, null_is_unset, word, written());
        return;
      }
      case '#':
      case '%': {
        const bool greedy = at_ < word_.size() && word_[at_] == modifier;
        if (greedy) ++at_;
        const Text pattern = until('}', true);
        if (!failed()) trim(text, variable, modifier, greedy, pattern, written());
        return;
      }
      case '/': {
        const bool all = at_ < word_.size() && word_[at_] == '/';
        if (all) ++at_;
        const Text pattern = until('/', true);
        const Text replacement = failed() ? Text() : until('}', true);
        if (!failed()) replace(text, variable, all, pattern, replacement, written());
        return;
      }
      default: return fail("unsupported modifier in ${}");
    }
  }

  void plain(Text& text, const Variable* variable, std::string_view written) {
    if (variable != nullptr && variable->set) return add(text, variable->value);
    if (variable != nullptr || scope_.open) return add_unknown(text, written);
    // Nobody can set it: BuildKit takes the empty text.
  }

  void choose(Text& text, const Variable* variable, char modifier, bool null_is_unset,
              const Text& word, std::string_view written) {
    if (variable == nullptr || !variable->set) {
      switch (modifier) {
        case '-':
          // A build may pass the argument, the base image may set the variable.
          result_.argument = result_.argument || variable != nullptr || scope_.open;
          return add(text, word);
        case '+':
          if (variable != nullptr || scope_.open) add_unknown(text, written);
          return;
        default: return add_unknown(text, written);  // BuildKit stops unless somebody sets it
      }
    }
    const Text& value = variable->value;
    Truth uses_value = Truth::yes;
    if (null_is_unset && value.empty()) {
      uses_value = Truth::no;
    } else if (null_is_unset && !value.is_known() && !has_known_byte(value)) {
      uses_value = Truth::unknown;
    }
    if (uses_value == Truth::unknown) return add_unknown(text, written);
    switch (modifier) {
      case '-': return add(text, uses_value == Truth::yes ? value : word);
      case '+':
        if (uses_value == Truth::yes) add(text, word);
        return;
      default:
        if (uses_value == Truth::yes) return add(text, value);
        return add_unknown(text, written);
    }
  }

  static bool has_known_byte(const Text& value) {
    return value.is_known_at(0) || value.is_known_at(value.bytes().size() - 1);
  }

  void trim(Text& text, const Variable* variable, char modifier, bool greedy, const Text& pattern,
            std::string_view written) {
    if (!usable(variable, pattern)) return plain_or_unknown(text, variable, written);
    const std::string& value = variable->value.bytes();
    const auto glob = Pattern::parse(pattern.bytes());
    if (!glob) return fail("invalid pattern in ${}");
    if (!budget_.take(value.size() * (glob->size() + 1))) return add_unknown(text, written);
    const auto length =
        modifier == '#' ? glob->match_prefix(value, greedy) : glob->match_suffix(value, greedy);
    const std::size_t cut = length.value_or(0);
    add(text, modifier == '#' ? std::string_view(value).substr(cut)
                              : std::string_view(value).substr(0, value.size() - cut));
  }

  void replace(Text& text, const Variable* variable, bool all, const Text& pattern,
               const Text& replacement, std::string_view written) {
    if (!usable(variable, pattern)) return plain_or_unknown(text, variable, written);
    const std::string_view value = variable->value.bytes();
    const auto glob = Pattern::parse(pattern.bytes());
    if (!glob) return fail("invalid pattern in ${}");
    // Every start is tried.
    if (value.size() > 4096 || !budget_.take(value.size() * value.size() * (glob->size() + 1))) {
      return add_unknown(text, written);
    }
    std::size_t at = 0;
    bool done = false;
    while (at <= value.size() && !done) {
      const auto length = glob->match_prefix(value.substr(at), true);
      if (length && (*length > 0 || glob->size() == 0)) {
        add(text, replacement);
        at += *length;
        done = !all || *length == 0;
      } else {
        if (at < value.size()) add(text, value.substr(at, 1));
        ++at;
      }
    }
    if (at < value.size()) add(text, value.substr(at));
  }

  static bool usable(const Variable* variable, const Text& pattern) {
    return variable != nullptr && variable->set && variable->value.is_known() && pattern.is_known();
  }
  void plain_or_unknown(Text& text, const Variable* variable, std::string_view written) {
    if (variable != nullptr || scope_.open) add_unknown(text, written);
  }

  std::string_view word_;
  const Scope& scope_;
  char escape_;
  Budget& budget_;
  Expansion& result_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expansion expand(std::string_view word, const Scope& scope, char escape, Budget& budget) {
  Expansion expansion;
  const char special[] = {'$', '\'', '"', escape};
  if (word.find_first_of(std::string_view(special, 4)) == std::string_view::npos) {
    expansion.text = Text(std::string(word));
    return expansion;
  }
  expansion.text = Expander(word, scope, escape, budget, expansion).until(0, false);
  return expansion;
}

int steps_of(const Expansion& expansion) {
  int steps = 1;
  for (const Variable* variable : expansion.used) steps += variable->steps;
  return std::min(steps, step_limit);
}

Origin with_steps(Origin origin, const Expansion& expansion) {
  if (expansion.argument) origin.kind = OriginKind::argument;
  int left = step_limit - 1;
  for (const Variable* variable : expansion.used) {
    if (variable->steps > left) break;
    left -= variable->steps;
    origin = with_step(std::move(origin), variable->origin);
  }
  return origin;
}

}  // namespace boltseal::dockerfile
