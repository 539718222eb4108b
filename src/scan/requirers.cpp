#include "scan/requirers.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace boltseal {
namespace {

using Places = std::vector<std::size_t>;

// Who requires each package. Names count within a type: a "python3" of dpkg is none of npm.
std::vector<Places> reversed(const SystemInventory& inventory) {
  std::map<std::pair<std::string_view, std::string_view>, Places> named;
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i].package;
    named[{package.type, package.name}].push_back(i);
  }
  std::vector<Places> above(inventory.packages.size());
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i].package;
    for (const std::string& needed : package.depends) {
      const auto found = named.find({package.type, needed});
      if (found == named.end()) continue;
      for (const std::size_t place : found->second) {
        // Of two packages with one name neither requires the other.
        if (inventory.packages[place].package.name != package.name) above[place].push_back(i);
      }
    }
  }
  return above;
}

}  // namespace

Requirers requirers_of(const SystemInventory& inventory, std::size_t package) {
  const std::vector<Places> above = reversed(inventory);
  Requirers requirers;
  const std::string& type = inventory.packages[package].package.type;
  requirers.is_known = std::ranges::any_of(inventory.packages, [&](const FoundPackage& found) {
    return found.package.type == type && !found.package.depends.empty();
  });
  requirers.direct = above[package];
  constexpr std::size_t unseen = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> below(above.size(), unseen);  // the next one on the way down
  below[package] = package;
  Places queue = {package};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const std::size_t at = queue[next];
    for (const std::size_t place : above[at]) {
      if (below[place] != unseen) continue;
      below[place] = at;
      queue.push_back(place);
    }
    if (!above[at].empty() || at == package) continue;
    Places& chain = requirers.chains.emplace_back(Places{at});
    while (chain.back() != package) chain.push_back(below[chain.back()]);
  }
  return requirers;
}

std::vector<std::size_t> find_packages(const SystemInventory& inventory, std::string_view name) {
  Places named, built;
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i].package;
    if (package.name == name) named.push_back(i);
    if (package.source_name == name) built.push_back(i);
  }
  return named.empty() ? built : named;
}

}  // namespace boltseal
