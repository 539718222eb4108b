#include "sources/shell/expand.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/shell/pattern.h"

namespace boltseal::shell {
namespace {

// A value that is longer than this is not followed any further.
constexpr std::size_t value_limit = 64u << 10;
constexpr std::size_t pattern_limit = 256;
constexpr int chain_limit = 6;

// Variables that nobody gives more than one word, so that an unquoted use hides no further words.
constexpr std::array<std::string_view, 14> one_word = {
    "PWD", "HOME", "UID", "EUID",   "GID",   "USER",    "HOSTNAME",
    "?",   "$",    "#",   "RANDOM", "SHELL", "LOGNAME", "OLDPWD"};

bool is_wholly_unknown(const Text& text) {
  return !text.is_known() && text == Text::unknown(text.bytes());
}

/// A pattern in which quoted characters match only themselves.
void append_pattern(std::string& pattern, const Part& part) {
  for (const char c : part.text) {
    if (part.quoted && std::string_view("*?[\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
}

}  // namespace

Origin extended(const Origin& origin, const Origin& behind) {
  if (!behind.has_place()) return origin;
  int length = 0;
  for (const Origin* step = origin.via.get(); step; step = step->via.get()) ++length;
  for (const Origin* step = behind.via.get(); step; step = step->via.get()) ++length;
  if (length >= chain_limit) return origin;
  Origin longer = with_step(origin, behind);
  longer.kind = std::max(longer.kind, OriginKind::argument);
  return longer;
}

/// The fields of a word while they are put together.
struct Expander::Open {
  Items& into;
  Origin word;
  Text text;
  Origin origin;
  bool started = false;       ///< There is a field, perhaps an empty one.
  bool only_unquoted = true;  ///< Nothing but unquoted expansions so far.
  bool may_split = false;

  void finish() {
    if (started) {
      into.push_back({std::move(text), std::move(origin), may_split && only_unquoted});
    }
    text = Text();
    origin = word;
    started = false;
    only_unquoted = true;
    may_split = false;
  }
};

void Expander::fields(const Word& word, Items& into) {
  const Origin origin = document_.origin(word.span);
  Open open{into, origin, {}, origin};
  for (const Part& each : word.parts) part(each, true, open);
  open.finish();
}

Item Expander::single(const Word& word) {
  Items collected;
  const Origin origin = document_.origin(word.span);
  Open open{collected, origin, {}, origin};
  open.started = true;
  for (const Part& each : word.parts) part(each, false, open);
  open.finish();
  // "$@" may have given several: they are joined as an assignment joins them.
  Item joined = std::move(collected.front());
  for (std::size_t at = 1; at < collected.size(); ++at) {
    joined.text.append(std::string_view(" "));
    joined.text.append(collected[at].text);
  }
  joined.may_split = false;
  return joined;
}

void Expander::pieces(const Word& word, Document::Pieces& into) {
  for (const Part& each : word.parts) {
    if (each.kind == Part::Kind::literal && each.exact) {
      into.copy(document_, each.span);
      continue;
    }
    if (each.kind == Part::Kind::literal) {
      into.replace(each.text, each.span);
      continue;
    }
    if (each.kind == Part::Kind::substitution) {
      // Its commands run before, in the outer script: what is left here is an unknown word.
      into.replace("$_", each.span);
      continue;
    }
    Word alone;
    alone.span = each.span;
    alone.parts.push_back(each);
    const Item value = single(alone);
    if (value.text.is_known()) {
      into.replace(value.text.bytes(), each.span);
    } else {
      into.copy(document_, each.span);
    }
  }
}

void Expander::part(const Part& part, bool splits, Open& open) {
  if (open.text.bytes().size() > value_limit || budget_.bytes == 0) {
    return append_hole(part, open);
  }
  switch (part.kind) {
    case Part::Kind::literal:
      open.started = true;
      open.only_unquoted = false;
      open.text.append(std::string_view(part.text));
      budget_.bytes -= std::min(budget_.bytes, part.text.size());
      return;
    case Part::Kind::tilde: open.only_unquoted = false; return append_hole(part, open);
    case Part::Kind::variable: return parameter(part, splits && !part.quoted, open);
    case Part::Kind::substitution:
    case Part::Kind::arithmetic:
    case Part::Kind::foreign: return append_hole(part, open);
  }
}

void Expander::append_hole(const Part& part, Open& open) {
  open.started = true;
  open.text.append_unknown(written(part));
  const bool many = part.kind == Part::Kind::variable
                        ? std::find(one_word.begin(), one_word.end(), part.text) == one_word.end()
                        : part.kind == Part::Kind::substitution || part.kind == Part::Kind::foreign;
  if (part.quoted && part.text != "@" && part.index != "@") {
    open.only_unquoted = false;
  } else {
    open.may_split = open.may_split || many;
  }
}

void Expander::append_text(const Item& value, const Part& part, bool splits, Open& open) {
  const Text& text = value.text;
  if (is_wholly_unknown(text)) {
    open.origin = extended(open.origin, value.origin);
    return append_hole(part, open);
  }
  budget_.bytes -= std::min(budget_.bytes, text.bytes().size());
  if (!splits) {
    open.started = true;
    open.only_unquoted = false;
    open.text.append(text);
    open.origin = extended(open.origin, value.origin);
    return;
  }
  const std::string& bytes = text.bytes();
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (is_space(bytes[at]) && text.is_known_at(at)) {
      open.finish();
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < bytes.size() && !(is_space(bytes[end]) && text.is_known_at(end))) ++end;
    const Text piece = text.substr(at, end - at);
    open.started = true;
    if (is_wholly_unknown(piece)) {
      open.may_split = true;
    } else {
      open.only_unquoted = false;
    }
    open.text.append(piece);
    open.origin = extended(open.origin, value.origin);
    at = end;
  }
}

void Expander::append_value(const Variable& variable, const Part& part, bool splits, Open& open) {
  const bool all = part.index == "@" || part.index == "*" || part.text == "@" || part.text == "*";
  const bool separate = part.index == "@" || part.text == "@" || splits;
  if (!all) {
    std::size_t index = 0;
    if (!part.index.empty()) {
      const auto number = parse_int(part.index);
      if (!number || *number < 0) return append_hole(part, open);
      index = static_cast<std::size_t>(*number);
    }
    if (index < variable.elements.size()) {
      append_text(variable.elements[index], part, splits, open);
    } else if (!splits) {
      open.started = true;
      open.only_unquoted = false;
    }
    return;
  }
  for (std::size_t at = 0; at < variable.elements.size(); ++at) {
    if (budget_.bytes == 0) return append_hole(part, open);
    // An element costs more memory than its bytes.
    budget_.bytes -= std::min<std::size_t>(budget_.bytes, 128);
    if (at > 0) {
      if (separate) {
        open.finish();
      } else {
        open.text.append(std::string_view(" "));
      }
    }
    const Item& element = variable.elements[at];
    if (element.may_split) {  // the array was filled from an unknown word
      open.started = true;
      open.text.append(element.text);
      open.may_split = true;
      open.origin = extended(open.origin, element.origin);
      continue;
    }
    append_text(element, part, splits, open);
    if (separate && !splits) open.started = true;
  }
}

void Expander::append_argument(const Part& argument_of, bool splits, Open& open) {
  if (!argument_of.argument) {
    if (!splits) {
      open.started = true;
      open.only_unquoted = false;
    }
    return;
  }
  for (const Part& each : argument_of.argument->parts) {
    if (each.kind == Part::Kind::literal && splits && !each.quoted) {
      append_text({Text(each.text), {}}, each, true, open);
    } else {
      part(each, splits, open);
    }
  }
}

void Expander::parameter(const Part& part, bool splits, Open& open) {
  if (part.op == "indirect" || part.op == "length" || part.op == "unknown" || part.op == "@") {
    return append_hole(part, open);
  }
  const Variable* const variable = variables_.find(part.text);
  const bool is_default = part.op == ":-" || part.op == "-" || part.op == ":=" || part.op == "=";
  if (!variable) {
    const bool named = !part.text.empty() && !is_digit(part.text[0]) && is_word(part.text[0]);
    // Nothing here sets it, so what stands written is what it is unless the environment says
    // otherwise. Parameters of a function are set by its caller.
    if (is_default && named && part.index.empty() && part.argument) {
      const Item value = single(*part.argument);
      Item known{value.text, document_.origin(part.argument->span, OriginKind::environment)};
      known.origin.via = value.origin.via;
      if (part.op == ":=" || part.op == "=") {
        Variable assigned;
        assigned.elements.push_back(known);
        assigned.origin = known.origin;
        variables_.set(part.text, std::move(assigned));
      }
      if (is_wholly_unknown(value.text)) return append_hole(part, open);
      open.origin.kind = std::max(open.origin.kind, OriginKind::environment);
      return append_text({known.text, {}}, part, splits, open);
    }
    return append_hole(part, open);
  }
  if (variable->state == Variable::State::changed) {
    open.origin = extended(open.origin, variable->origin);
    return append_hole(part, open);
  }
  if (part.op.empty() || part.op == ":?" || part.op == "?") {
    return append_value(*variable, part, splits, open);
  }
  const bool whole = part.index == "@" || part.index == "*" || part.text == "@" || part.text == "*";
  const bool is_set = !variable->elements.empty();
  const bool is_empty =
      !is_set || (variable->elements.size() == 1 && variable->elements[0].text.empty());
  const bool is_open = is_set && is_wholly_unknown(variable->elements[0].text);
  const bool counts = part.op[0] == ':' ? !is_empty : is_set;
  if (is_default || part.op == "+" || part.op == ":+") {
    // An unknown value may be empty, so neither side is certain.
    if (is_open && part.op[0] == ':') return append_hole(part, open);
    if (part.op == "+" || part.op == ":+") {
      if (counts) return append_argument(part, splits, open);
      if (!splits) {  // "${x:+y}" is a word, if an empty one
        open.started = true;
        open.only_unquoted = false;
      }
      return;
    }
    if (counts) return append_value(*variable, part, splits, open);
    return append_argument(part, splits, open);
  }
  if (whole || variable->elements.size() != 1) return append_hole(part, open);
  Text result;
  const Item value = variable->elements[0];
  if (!transform(part, value.text, result)) return append_hole(part, open);
  append_text({std::move(result), value.origin}, part, splits, open);
}

/// The operators that change a value: # ## % %% / // ^ ^^ , ,, and ":offset:length".
bool Expander::transform(const Part& part, const Text& value, Text& result) {
  std::string argument;
  if (part.argument) {
    for (const Part& each : part.argument->parts) {
      if (each.kind == Part::Kind::literal) {
        append_pattern(argument, each);
        continue;
      }
      Word alone;
      alone.span = each.span;
      alone.parts.push_back(each);
      const Item expanded = single(alone);
      if (!expanded.text.is_known()) return false;
      argument += expanded.text.bytes();
    }
  }
  if (!value.is_known() || value.bytes().size() > pattern_limit ||
      argument.size() > pattern_limit) {
    return false;
  }
  const std::string& text = value.bytes();
  const auto found = [&](std::string_view candidate) {
    return matches(argument, candidate, budget_.steps);
  };
  const std::string_view view = text;
  if (part.op == "#" || part.op == "##") {
    const bool longest = part.op == "##";
    std::optional<std::size_t> cut;
    for (std::size_t length = 0; length <= text.size(); ++length) {
      if (!found(view.substr(0, length))) continue;
      cut = length;
      if (!longest) break;
    }
    result = Text(std::string(view.substr(cut.value_or(0))));
  } else if (part.op == "%" || part.op == "%%") {
    const bool longest = part.op == "%%";
    std::optional<std::size_t> cut;
    for (std::size_t from = text.size() + 1; from-- > 0;) {
      if (!found(view.substr(from))) continue;
      cut = from;
      if (!longest) break;
    }
    result = Text(std::string(view.substr(0, cut.value_or(text.size()))));
  } else if (part.op == "/" || part.op == "//") {
    const std::size_t slash = argument.find('/');
    const std::string pattern = argument.substr(0, slash);
    const std::string with = slash == std::string::npos ? "" : argument.substr(slash + 1);
    if (pattern.empty() || pattern.find_first_of("*?[\\") != std::string::npos) return false;
    std::string replaced;
    std::size_t at = 0;
    for (std::size_t hit; (hit = text.find(pattern, at)) != std::string::npos;) {
      replaced += text.substr(at, hit - at) + with;
      at = hit + pattern.size();
      if (part.op == "/") break;
    }
    result = Text(replaced + text.substr(at));
  } else if (part.op == "^^" || part.op == ",,") {
    if (!argument.empty()) return false;
    std::string changed = to_lower(text);
    if (part.op == "^^") {
      for (char& c : changed) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
      }
    }
    result = Text(changed);
  } else if (part.op == ":") {
    const std::size_t colon = argument.find(':');
    const auto offset = parse_int(trim(std::string_view(argument).substr(0, colon)));
    const auto length = colon == std::string::npos
                            ? std::optional<std::int64_t>(static_cast<std::int64_t>(text.size()))
                            : parse_int(trim(std::string_view(argument).substr(colon + 1)));
    if (!offset || !length || *offset < 0 || *length < 0) return false;
    const auto from = std::min(static_cast<std::size_t>(*offset), text.size());
    result = Text(text.substr(from, static_cast<std::size_t>(*length)));
  } else {
    return false;
  }
  return budget_.steps > 0;
}

}  // namespace boltseal::shell
