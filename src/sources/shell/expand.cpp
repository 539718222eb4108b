#include "sources/shell/expand.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/shell/open_field.h"

namespace boltseal::shell {
namespace {

// A value that is longer than this is not followed any further.
constexpr std::size_t value_limit = 64u << 10;
constexpr int chain_limit = 6;

// Variables that nobody gives more than one word, so that an unquoted use hides no further words.
constexpr std::array<std::string_view, 14> one_word = {
    "PWD", "HOME", "UID", "EUID",   "GID",   "USER",    "HOSTNAME",
    "?",   "$",    "#",   "RANDOM", "SHELL", "LOGNAME", "OLDPWD"};

}  // namespace

bool is_wholly_unknown(const Text& text) {
  return !text.is_known() && !text.is_known_at(0) && !text.is_known_at(text.bytes().size() - 1) &&
         text == Text::unknown(text.bytes());
}

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

void Expander::fields(const Word& word, Items& into) {
  const Origin origin = document_.origin(word.span);
  Open open{into, origin, {}, origin};
  for (const Part& each : word.parts) part(each, true, open);
  open.finish();
}

Item Expander::single(const Word& word) { return single(word.parts, word.span); }

Item Expander::single(std::span<const Part> parts, ByteSpan span) {
  Items collected;
  const Origin origin = document_.origin(span);
  Open open{collected, origin, {}, origin};
  open.started = true;
  for (const Part& each : parts) part(each, false, open);
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
  for (const Part& each : word.parts) pieces(each, into);
}

void Expander::pieces(const Part& part, Document::Pieces& into) {
  budget_.spend(part.span.size());
  if (part.kind == Part::Kind::literal && part.exact) return into.copy(document_, part.span);
  if (part.kind == Part::Kind::literal) return into.replace(part.text, part.span);
  // A substitution's commands run before, in the outer script: what is left here is an unknown
  // word.
  if (part.kind == Part::Kind::substitution) return into.replace("$_", part.span);
  const Item value = single({&part, 1}, part.span);
  if (value.text.is_known()) {
    into.replace(value.text.bytes(), part.span);
  } else {
    into.copy(document_, part.span);
  }
}

void Expander::part(const Part& part, bool splits, Open& open) {
  // What is written out costs no more than the script itself.
  const bool spent = budget_.is_spent() && part.kind != Part::Kind::literal;
  if (spent || open.text.bytes().size() > value_limit) {
    return append_hole(part, open);
  }
  switch (part.kind) {
    case Part::Kind::literal:
      open.started = true;
      open.only_unquoted = false;
      open.text.append(part.text);
      budget_.spend(part.text.size());
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
  budget_.spend(text.bytes().size());
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
    if (budget_.is_spent()) return append_hole(part, open);
    budget_.spend(Budget::word_cost);
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
    if (budget_.is_spent()) return append_hole(part, open);
    budget_.spend(Budget::word_cost);
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
      append_text({Text(std::string(each.text)), {}}, each, true, open);
    } else {
      part(each, splits, open);
    }
  }
}

}  // namespace boltseal::shell
