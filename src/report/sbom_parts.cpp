#include "report/sbom_parts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/digest.h"
#include "packages/sbom/purl_package.h"

namespace boltseal {
namespace {

// With a length before each text, so that no two lists are the same bytes.
void add(std::string& bytes, std::string_view text) {
  bytes.append(std::to_string(text.size())).append(":").append(text);
}

}  // namespace

std::string urn_of(const BomToWrite& bom, std::string_view form) {
  std::string bytes;
  for (const std::string_view text :
       {form, std::string_view(bom.subject_name), std::string_view(bom.subject_version)}) {
    add(bytes, text);
  }
  if (bom.distribution) {
    const Distribution& system = *bom.distribution;
    for (const std::string* text : {&system.id, &system.version, &system.codename, &system.title}) {
      add(bytes, *text);
    }
  }
  for (const Package& package : bom.packages) {
    for (const std::string* text :
         {&package.type, &package.name, &package.version, &package.architecture,
          &package.source_name, &package.source_version, &package.modularity, &package.license,
          &package.vendor, &package.path}) {
      add(bytes, *text);
    }
    for (const std::string& needed : package.depends) add(bytes, needed);
  }
  for (const BomVulnerability& each : bom.vulnerabilities) {
    for (const std::string* text : {&each.id, &each.source, &each.vector, &each.fixed_version,
                                    &each.description, &each.url, &each.reason}) {
      add(bytes, *text);
    }
    add(bytes, std::to_string(each.package) + " " + std::string(name_of(each.rating)));
  }
  for (const std::string& gap : bom.not_examined) add(bytes, gap);
  std::string digits = sha256_digest(bytes).substr(7, 32);
  digits[12] = '8';
  digits[16] = '8';
  std::string urn = "urn:uuid:";
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at == 8 || at == 12 || at == 16 || at == 20) urn += '-';
    urn += digits[at];
  }
  return urn;
}

std::vector<NamedPackage> name_packages(const BomToWrite& bom) {
  std::vector<NamedPackage> all;
  // By type and name: there may be one for each architecture, and several versions.
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::size_t>> places;
  for (const Package& package : bom.packages) {
    NamedPackage named;
    named.parts = purl_of(package, bom.distribution);
    if (Result<std::string> text = purl_text(named.parts)) named.purl = std::move(*text);
    places[{package.type, package.name}].push_back(all.size());
    all.push_back(std::move(named));
  }
  for (std::size_t at = 0; at < all.size(); ++at) {
    const Package& package = bom.packages[at];
    for (const std::string& needed : package.depends) {
      const auto found = places.find({package.type, needed});
      if (found == places.end()) continue;
      const std::vector<std::size_t>& candidates = found->second;
      const auto same = std::ranges::find_if(candidates, [&](std::size_t candidate) {
        return bom.packages[candidate].architecture == package.architecture;
      });
      const std::size_t place = same == candidates.end() ? candidates[0] : *same;
      if (place != at) all[at].depends.push_back(place);
    }
    std::ranges::sort(all[at].depends);
  }
  return all;
}

}  // namespace boltseal
