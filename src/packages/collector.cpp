#include "packages/collector.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace boltseal {
namespace {

// Debian 12 has about 63,000 packages in all; an installation of all of Fedora would have as many.
constexpr std::size_t most_packages = 200'000;
// A desktop of 3,000 rpm packages has about 150,000, and each kernel of SUSE 15,000 more.
constexpr std::size_t most_relations = 2'000'000;
constexpr std::size_t most_errors = 100;
constexpr std::size_t most_shown = 100;  // of a name in an error

}  // namespace

bool PackageCollector::add(Package package, ByteSpan span) {
  if (package.name.empty() || package.version.empty()) {
    trouble(Error{package.name.empty()
                      ? "lists a package without a name"
                      : "lists " + package.name.substr(0, most_shown) + " without a version",
                  package.path,
                  span,
                  {}});
    return false;
  }
  if (list_.packages.size() == most_packages) {
    if (!full_) {
      trouble(Error{
          "lists more than " + std::to_string(most_packages) + " packages, the rest is not read",
          package.path,
          {},
          {}});
    }
    full_ = true;
    return false;
  }
  if (package.source_name.empty()) package.source_name = package.name;
  if (package.source_version.empty()) package.source_version = package.version;
  list_.packages.push_back(std::move(package));
  return true;
}

bool PackageCollector::take_relation() {
  return !list_.packages.empty() && !full_ && provided_.size() + needed_.size() < most_relations;
}

void PackageCollector::provides(std::string_view name) {
  if (!take_relation()) return;
  provided_.push_back({last(), static_cast<std::uint32_t>(name.size())});
  provided_names_ += name;
}

void PackageCollector::needs(std::string_view name) {
  if (!take_relation()) return;
  auto found = ids_.find(name);
  if (found == ids_.end()) found = ids_.emplace(name, static_cast<Id>(ids_.size())).first;
  needed_.emplace_back(last(), found->second);
}

void PackageCollector::trouble(Error error) {
  if (list_.errors.size() < most_errors) list_.errors.push_back(std::move(error));
}

// Who provides what is needed, in the order of the packages.
std::vector<PackageCollector::Relation> PackageCollector::wanted_provisions() const {
  std::vector<Relation> wanted;
  std::string_view rest = provided_names_;
  for (const auto& [package, size] : provided_) {
    const auto found = ids_.find(rest.substr(0, size));
    rest.remove_prefix(size);
    if (found != ids_.end()) wanted.emplace_back(package, found->second);
  }
  return wanted;
}

PackageList PackageCollector::finish() && {
  constexpr Id nobody = std::numeric_limits<Id>::max();
  std::vector<Id> provider(ids_.size(), nobody);
  std::vector<Relation> provisions = wanted_provisions();
  for (const auto& [package, name] : provisions) {
    if (provider[name] == nobody) provider[name] = package;
  }
  std::vector<bool> named(ids_.size());
  for (Id package = 0; package < list_.packages.size(); ++package) {
    const auto found = ids_.find(list_.packages[package].name);
    if (found == ids_.end()) continue;
    provisions.emplace_back(package, found->second);
    if (!named[found->second]) provider[found->second] = package;
    named[found->second] = true;
  }
  std::ranges::sort(provisions);
  for (const auto& need : needed_) {
    const Id from = provider[need.second];
    if (from == nobody || std::ranges::binary_search(provisions, need)) continue;
    list_.packages[need.first].depends.push_back(list_.packages[from].name);
  }
  for (Package& package : list_.packages) {
    std::ranges::sort(package.depends);
    const auto repeated = std::ranges::unique(package.depends);
    package.depends.erase(repeated.begin(), repeated.end());
  }
  return std::move(list_);
}

}  // namespace boltseal
