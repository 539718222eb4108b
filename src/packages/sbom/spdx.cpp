#include "packages/sbom/spdx.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "packages/sbom/collected.h"
#include "packages/sbom/purl_package.h"

namespace boltseal {
namespace {

std::string asserted(const std::string& text) {
  return text == "NOASSERTION" || text == "NONE" ? std::string() : text;
}

bool is_system(const SpdxPackage& package) {
  return package.purpose == "OPERATING-SYSTEM" || package.purpose == "OPERATINGSYSTEM" ||
         package.id.starts_with("SPDXRef-OperatingSystem");
}

// "built package from: openssl 1.1.1n-0+deb11u3"
void read_source(std::string_view text, Package& package) {
  constexpr std::string_view begin = "built package from: ";
  if (!text.starts_with(begin)) return;
  text = trim(text.substr(begin.size()));
  const std::size_t space = text.rfind(' ');
  package.source_name = text.substr(0, space);
  if (space != std::string_view::npos) package.source_version = text.substr(space + 1);
}

std::string without_kind(const std::string& supplier) {
  for (const std::string_view kind : {"Organization: ", "Person: "}) {
    if (supplier.starts_with(kind)) return supplier.substr(kind.size());
  }
  return asserted(supplier);
}

/// What the document is about, when it is one thing.
const SpdxPackage* subject_of(const SpdxDocument& document) {
  std::unordered_set<std::string_view> described;
  for (const SpdxDocument::Relation& relation : document.relations) {
    // Trivy of 2022 wrote "DESCRIBE".
    if (relation.from == document.id && relation.kind.starts_with("DESCRIBE")) {
      described.insert(relation.to);
    }
    if (relation.to == document.id && relation.kind == "DESCRIBED_BY") {
      described.insert(relation.from);
    }
  }
  if (described.size() != 1 || document.packages.size() < 2) return nullptr;
  const auto found = std::ranges::find(document.packages, *described.begin(), &SpdxPackage::id);
  return found == document.packages.end() ? nullptr : &*found;
}

}  // namespace

Bom bom_of(const SpdxDocument& document, const std::string& path) {
  Bom bom;
  bom.subject = document.name;
  const SpdxPackage* const subject = subject_of(document);
  if (subject != nullptr && !subject->name.empty()) {
    bom.subject = subject->name;
    const std::string& version = subject->version;
    if (!version.empty()) bom.subject += (version.starts_with("sha256:") ? "@" : ":") + version;
  }
  BomCollector all(bom, path);
  std::unordered_map<std::string_view, std::size_t> places;
  for (const SpdxPackage& package : document.packages) {
    if (&package == subject) continue;
    if (is_system(package)) {
      if (!bom.distribution && !package.name.empty() && package.name != "none") {
        bom.distribution = distribution_named(package.name, package.version);
        if (!package.comment.empty()) bom.distribution->title = package.comment;
      }
      continue;
    }
    if (package.purls.empty()) {
      // Without a version it is a group of packages.
      if (!asserted(package.version).empty()) all.add_nameless(package.name);
      continue;
    }
    const std::size_t place = all.add(package.purls[0], package.name);
    if (place == BomCollector::nowhere) continue;
    Package& read = all.at(place);
    read.license = asserted(package.license);
    read.vendor = without_kind(package.supplier);
    read_source(package.source, read);
    read.path = package.file;
    if (read.path.starts_with("./")) read.path.erase(0, 1);
    read.path.erase(0, std::min(read.path.find_first_not_of('/'), read.path.size()));
    constexpr std::string_view listed = "listed in ";
    if (package.comment.starts_with(listed)) read.path = package.comment.substr(listed.size());
    places.emplace(package.id, place);
  }
  for (const SpdxDocument::Relation& relation : document.relations) {
    const bool is_forward = relation.kind == "DEPENDS_ON" || relation.kind == "DEPENDSON";
    if (!is_forward && relation.kind != "DEPENDENCY_OF") continue;
    const auto from = places.find(is_forward ? relation.from : relation.to);
    const auto to = places.find(is_forward ? relation.to : relation.from);
    if (from != places.end() && to != places.end()) all.add_need(from->second, to->second);
  }
  return bom;
}

}  // namespace boltseal
