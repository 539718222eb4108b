#include "advisories/feeds/osv/ecosystem.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"

namespace boltseal::osv {
namespace {

// Where the prefix in lower case is not the publisher's name (OSV schema, "ID prefixes").
using Publisher = std::pair<std::string_view, std::string_view>;
constexpr Publisher publishers[] = {
    {"alba", "almalinux"}, {"alea", "almalinux"}, {"alsa", "almalinux"}, {"bell", "bellsoft"},
    {"bit", "bitnami"},    {"cga", "chainguard"}, {"cve", "osv"},        {"dla", "debian"},
    {"dsa", "debian"},     {"dtsa", "debian"},    {"elsa", "oracle"},    {"lsn", "ubuntu"},
    {"mal", "ossf"},       {"opensuse", "suse"},  {"rhba", "redhat"},    {"rhea", "redhat"},
    {"rhsa", "redhat"},    {"rlsa", "rocky"},     {"rxsa", "rocky"},     {"usn", "ubuntu"},
};

bool is_release(std::string_view text) {
  return !text.empty() && is_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; });
}

// "Ubuntu[:Pro]:22.04[:LTS]" and nothing more.
std::optional<Place> ubuntu_place(std::vector<std::string_view> parts) {
  Place place{"Ubuntu"};
  std::size_t at = 1;
  if (at < parts.size() && parts[at] == "Pro") {
    place.status = Status::extended_fix;
    ++at;
  }
  if (at < parts.size()) {
    if (!is_release(parts[at])) return std::nullopt;
    place.ecosystem += ":" + std::string(parts[at++]);
  }
  if (at < parts.size() && parts[at] == "LTS") ++at;
  if (at != parts.size()) return std::nullopt;
  return place;
}

}  // namespace

std::optional<Place> place_of(std::string_view ecosystem) {
  const std::vector<std::string_view> parts = split(ecosystem, ':');
  if (parts[0] == "Ubuntu") return ubuntu_place(parts);
  // The rest of what Red Hat's CPE says are repositories ("Red Hat:enterprise_linux:8::baseos").
  if (parts[0] == "Red Hat" && parts.size() > 2 && parts[1] == "enterprise_linux") {
    const std::string_view major = parts[2].substr(0, parts[2].find('.'));
    if (is_release(major)) return Place{"Red Hat:" + std::string(major)};
  }
  return Place{std::string(ecosystem)};
}

std::string package_name(std::string_view ecosystem, std::string_view name) {
  if (ecosystem == "Packagist") return to_lower(name);
  if (ecosystem != "PyPI") return std::string(name);
  std::string normal;
  for (const char c : name) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) normal += to_lower(c);
    if (separator && (normal.empty() || normal.back() != '-')) normal += '-';
  }
  return normal;
}

std::string publisher_of(std::string_view id) {
  const std::string prefix = to_lower(id.substr(0, id.find('-')));
  const auto found = std::ranges::find(publishers, prefix, &Publisher::first);
  return found == std::end(publishers) ? prefix : std::string(found->second);
}

}  // namespace boltseal::osv
