// ${x OP argument}: POSIX 2.6.2 and bash 3.5.3.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "base/upper_case.h"
#include "sources/shell/open_field.h"
#include "sources/shell/pattern.h"

namespace boltseal::shell {
namespace {

// Longer values and patterns are not matched.
constexpr std::size_t pattern_limit = 256;

/// A pattern in which quoted characters match only themselves.
void append_pattern(std::string& pattern, const Part& part) {
  for (const char c : part.text) {
    if (part.quoted && std::string_view("*?[\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
}

}  // namespace

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
        variables_.set(std::string(part.text), std::move(assigned));
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
  const Item& value = variable->elements[0];
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
      const Item expanded = single({&each, 1}, each.span);
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
    return matches(argument, candidate, budget_.work);
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
    result = Text(part.op == "^^" ? to_upper(text) : to_lower(text));
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
  return !budget_.is_spent();
}

}  // namespace boltseal::shell
