#include "scan/ecosystem.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> languages = {{
    {"npm", "npm"},
    {"pypi", "PyPI"},
    {"golang", "Go"},
    {"cargo", "crates.io"},
    {"maven", "Maven"},
    {"gem", "RubyGems"},
    {"composer", "Packagist"},
    {"nuget", "NuGet"},
    {"hex", "Hex"},
    {"pub", "Pub"},
    {"cran", "CRAN"},
    {"hackage", "Hackage"},
    {"conan", "ConanCenter"},
    {"swift", "SwiftURL"},
}};

}  // namespace

bool is_system_package(const Package& package) {
  constexpr std::array<std::string_view, 5> system = {"deb", "apk", "rpm", "alpm", "opkg"};
  return std::ranges::find(system, package.type) != system.end();
}

std::string_view language_ecosystem(const Package& package) {
  for (const auto& [type, ecosystem] : languages) {
    if (type == package.type) return ecosystem;
  }
  return {};
}

const Ordering* ordering_of(const Package& package) {
  if (package.type == "deb" || package.type == "opkg") return find_ordering("dpkg");
  if (package.type == "alpm") return find_ordering("pacman");
  if (is_system_package(package)) return find_ordering(package.type);
  return ordering_of(language_ecosystem(package));
}

std::string advisory_name(const Package& package) {
  std::string name = package.name;
  if (package.type == "maven") {
    if (const std::size_t slash = name.rfind('/'); slash != std::string::npos) name[slash] = ':';
  } else if (package.type == "pypi") {
    // PEP 503: runs of "-", "_" and "." are one "-".
    std::string normal;
    for (const char c : name) {
      const bool is_separator = c == '-' || c == '_' || c == '.';
      if (!is_separator) {
        normal += to_lower(c);
      } else if (!normal.ends_with('-')) {
        normal += '-';
      }
    }
    name = std::move(normal);
  } else if (package.type == "nuget" || package.type == "composer") {
    name = package.type == "composer" ? to_lower(name) : name;
  }
  return name;
}

}  // namespace boltseal
