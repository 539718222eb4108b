#include "packages/sbom/collected.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/text.h"
#include "packages/sbom/purl_package.h"

namespace boltseal {
namespace {

constexpr std::size_t most_errors = 50, most_shown = 5;

std::string shortened(std::string_view text) {
  constexpr std::size_t most = 200;
  return text.size() > most ? sanitize(text.substr(0, most)) + "…" : sanitize(text);
}

std::string key_of(const Package& package) {
  std::string key;
  for (const std::string* part :
       {&package.type, &package.name, &package.version, &package.architecture, &package.source_name,
        &package.source_version, &package.modularity, &package.license, &package.vendor,
        &package.path}) {
    key.append(*part).push_back('\0');
  }
  return key + join(package.depends, " ");
}

}  // namespace

std::size_t BomCollector::add(std::string_view purl, std::string_view name) {
  const Result<PackageUrl> parsed = parse_purl(purl);
  if (!parsed) {
    add_error("\"" + shortened(name) + "\" has the package URL " + shortened(purl) + ", which is " +
              parsed.error().message);
    return nowhere;
  }
  if (parsed->type == "oci" || parsed->type == "docker") return nowhere;
  if (auto system = distribution_of(*parsed)) systems_.push_back(std::move(*system));
  bom_.packages.push_back(package_of(*parsed));
  return bom_.packages.size() - 1;
}

void BomCollector::add_nameless(std::string_view name) {
  ++nameless_count_;
  if (nameless_.size() < most_shown) nameless_.push_back(shortened(name));
}

void BomCollector::add_error(std::string message) {
  if (++errors_ <= most_errors) bom_.errors.push_back({std::move(message), path_, {}, {}});
}

void BomCollector::add_need(std::size_t place, std::size_t needed) {
  if (place != needed) needs_.emplace_back(place, needed);
}

void BomCollector::finish() {
  if (errors_ > most_errors) {
    bom_.errors.push_back(
        {std::to_string(errors_ - most_errors) + " more could not be read", path_, {}, {}});
  }
  if (nameless_count_ > 0) {
    const bool is_more = nameless_count_ > nameless_.size();
    bom_.errors.push_back(
        {counted(nameless_count_, "package") + (nameless_count_ == 1 ? " has" : " have") +
             " no package URL, so that nobody knows what they are: " + join(nameless_, ", ") +
             (is_more ? " …" : ""),
         path_,
         {},
         {}});
  }
  std::vector<std::vector<std::string>> depends(bom_.packages.size());
  for (const auto& [place, needed] : needs_) {
    depends[place].push_back(bom_.packages[needed].name);
  }
  for (std::size_t place = 0; place < depends.size(); ++place) {
    Package& package = bom_.packages[place];
    std::ranges::sort(depends[place]);
    const auto repeated = std::ranges::unique(depends[place]);
    depends[place].erase(repeated.begin(), repeated.end());
    package.depends = std::move(depends[place]);
    complete_source(package);
  }
  std::unordered_set<std::string> seen;
  std::erase_if(bom_.packages,
                [&](const Package& package) { return !seen.insert(key_of(package)).second; });
  if (bom_.distribution || systems_.empty()) return;
  // What most of the packages say.
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  std::size_t most = 0;
  for (const Distribution& system : systems_) {
    const std::size_t count = ++counts[{system.id, system.version}];
    if (count <= most) continue;
    most = count;
    bom_.distribution = system;
  }
}

std::string license_text(const std::vector<std::string>& licenses) {
  if (licenses.size() == 1) return licenses[0];
  std::vector<std::string> parts;
  for (const std::string& license : licenses) {
    const bool is_compound = license.find(' ') != std::string::npos;
    parts.push_back(is_compound ? "(" + license + ")" : license);
  }
  return join(parts, " AND ");
}

}  // namespace boltseal
