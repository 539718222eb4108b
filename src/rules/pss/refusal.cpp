#include "rules/pss/refusal.h"

#include <algorithm>

namespace boltseal::pss {
namespace {

template <class Names>
std::string joined(const Names& names) {
  std::string text;
  for (const auto& name : names) {
    text.append(text.empty() ? "\"" : "\", \"").append(name);
  }
  if (!text.empty()) text += '"';
  return text;
}

}  // namespace

void Offenders::add(const Pod& of, const PodPart& part, const Origin& at) {
  if (!any()) site = at;
  if (&part == &of.whole) {
    pod = true;
  } else {
    containers.emplace_back(part.name);
  }
}

Offenders who_states(const Pod& pod, PodField field, const Allows& allows) {
  Offenders found;
  const auto look = [&](const PodPart& part) {
    bool is_stated = false;
    bool is_added = false;
    for (const PodStatement& stated : part.statements) {
      if (stated.field != field) continue;
      is_stated = true;
      if (!stated.value.is_known()) {
        found.unknown = true;
      } else if (!allows(stated.value.bytes())) {
        found.values.insert(stated.value.bytes());
        if (!is_added) found.add(pod, part, stated.origin);
        is_added = true;
      }
    }
    if (!is_stated && part.open) found.unknown = true;
  };
  look(pod.whole);
  for (const PodPart& container : pod.containers) look(container);
  return found;
}

Offenders who_lacks(const Pod& pod, PodField field, const Allows& good) {
  Offenders found;
  const PodStatement* const for_all = pod.whole.find(field);
  if (for_all != nullptr && for_all->value.is_known() && good(for_all->value.bytes())) return found;
  const bool maybe = for_all != nullptr ? !for_all->value.is_known() : pod.whole.open;
  for (const PodPart& container : pod.containers) {
    if (container.find(field) != nullptr) continue;
    if (maybe || container.open) {
      found.unknown = true;
    } else {
      found.add(pod, container, container.context);
    }
  }
  return found;
}

bool is_exempt(const Pod& pod, PodField field, std::string_view value, Findings& findings) {
  const PodStatement* const stated = pod.whole.find(field);
  const Truth answer = stated != nullptr ? stated->value.equals(value) : Truth::no;
  if (answer == Truth::unknown) findings.unknown(field);
  return answer != Truth::no;
}

void conclude(const Pod& pod, PodField field, const Offenders& offenders, std::string reason,
              std::string detail, Findings& findings) {
  if (!offenders.any()) {
    if (offenders.unknown) findings.unknown(field);
    return;
  }
  std::string fact = "pods[" + pod.name + "].";
  fact += path_of(field);
  Finding& finding = findings.add(offenders.site, std::move(fact), reason + ": " + detail);
  finding.reason = std::move(reason);
  finding.detail = std::move(detail);
}

std::string quoted(const std::vector<std::string_view>& names) { return joined(names); }
std::string quoted(const std::set<std::string, std::less<>>& values) { return joined(values); }

std::string plural(std::string_view noun, std::size_t count) {
  std::string text(noun);
  if (count != 1) text += 's';
  return text;
}

std::string named(const Offenders& offenders) {
  std::string text = offenders.pod ? "pod" : "";
  if (offenders.containers.empty()) return text;
  if (offenders.pod) text += " and ";
  return text + plural("container", offenders.containers.size()) + " " +
         quoted(offenders.containers);
}

std::string shown_annotation(const Setting& annotation) {
  std::string text = annotation.name + "=\"";
  for (const char c : annotation.value.bytes()) {
    // Go's strconv.Quote.
    constexpr std::string_view special = "\a\b\f\n\r\t\v\"\\";
    constexpr std::string_view letters = "abfnrtv\"\\";
    const auto byte = static_cast<unsigned char>(c);
    if (const std::size_t at = special.find(c); at != std::string_view::npos) {
      text.append("\\").append(1, letters[at]);
    } else if (byte < 0x20 || byte == 0x7F) {
      text.append("\\x").append(1, "0123456789abcdef"[byte >> 4]);
      text.append(1, "0123456789abcdef"[byte & 0xF]);
    } else {
      text += c;
    }
  }
  return text + "\"";
}

}  // namespace boltseal::pss
