#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"
#include "report/sbom_parts.h"

namespace boltseal {
namespace {

// The identifiers of SPDX's licence list that package databases use most; others are written as
// licences of the document's own, which is always valid.
constexpr std::string_view listed[] = {"0BSD",
                                       "AFL-2.1",
                                       "AGPL-3.0-only",
                                       "AGPL-3.0-or-later",
                                       "Apache-1.1",
                                       "Apache-2.0",
                                       "Artistic-1.0",
                                       "Artistic-1.0-Perl",
                                       "Artistic-2.0",
                                       "BSD-1-Clause",
                                       "BSD-2-Clause",
                                       "BSD-3-Clause",
                                       "BSD-4-Clause",
                                       "BSL-1.0",
                                       "BlueOak-1.0.0",
                                       "BUSL-1.1",
                                       "bzip2-1.0.6",
                                       "CC-BY-3.0",
                                       "CC-BY-4.0",
                                       "CC-BY-SA-4.0",
                                       "CC0-1.0",
                                       "CDDL-1.0",
                                       "CDDL-1.1",
                                       "curl",
                                       "EPL-1.0",
                                       "EPL-2.0",
                                       "EUPL-1.2",
                                       "FSFAP",
                                       "FSFUL",
                                       "FSFULLR",
                                       "FTL",
                                       "GFDL-1.3-or-later",
                                       "GPL-1.0-or-later",
                                       "GPL-2.0-only",
                                       "GPL-2.0-or-later",
                                       "GPL-3.0-only",
                                       "GPL-3.0-or-later",
                                       "HPND",
                                       "ICU",
                                       "IJG",
                                       "ISC",
                                       "JSON",
                                       "LGPL-2.0-only",
                                       "LGPL-2.0-or-later",
                                       "LGPL-2.1-only",
                                       "LGPL-2.1-or-later",
                                       "LGPL-3.0-only",
                                       "LGPL-3.0-or-later",
                                       "Libpng",
                                       "libtiff",
                                       "MIT",
                                       "MIT-0",
                                       "MPL-1.1",
                                       "MPL-2.0",
                                       "MS-PL",
                                       "NCSA",
                                       "NTP",
                                       "OFL-1.1",
                                       "OLDAP-2.8",
                                       "OpenSSL",
                                       "PHP-3.01",
                                       "PostgreSQL",
                                       "PSF-2.0",
                                       "Python-2.0",
                                       "Ruby",
                                       "Sleepycat",
                                       "SSPL-1.0",
                                       "TCL",
                                       "Unicode-DFS-2016",
                                       "Unlicense",
                                       "UPL-1.0",
                                       "Vim",
                                       "W3C",
                                       "WTFPL",
                                       "X11",
                                       "Zlib",
                                       "ZPL-2.1"};

// An expression of listed licences (SPDX specification 2.3, annex D), without parentheses.
bool is_expression(std::string_view text) {
  bool wants_operand = true;
  for (const std::string_view word : split(text, ' ')) {
    const bool is_operator = word == "AND" || word == "OR";
    if (is_operator == wants_operand) return false;
    if (!is_operator && std::ranges::count(listed, word) == 0) return false;
    wants_operand = is_operator;
  }
  return !wants_operand;
}

class Writer {
 public:
  Writer(const BomToWrite& bom, Output& out)
      : bom_(bom), packages_(name_packages(bom)), json_(out) {
    for (const Package& package : bom.packages) {
      if (package.license.empty() || is_expression(package.license)) continue;
      own_licenses_.emplace(package.license,
                            "LicenseRef-" + std::to_string(own_licenses_.size() + 1));
    }
    for (const BomVulnerability& each : bom.vulnerabilities) {
      if (each.package < packages_.size() && !each.url.empty()) {
        vulnerabilities_[each.package].push_back(&each);
      }
    }
  }

  void write() {
    json_.begin_object();
    json_.member("spdxVersion", "SPDX-2.3");
    json_.member("dataLicense", "CC0-1.0");
    json_.member("SPDXID", "SPDXRef-DOCUMENT");
    json_.member("name", bom_.subject_name);
    json_.member("documentNamespace", urn_of(bom_, "SPDX"));
    json_.begin_object("creationInfo");
    json_.member("created", bom_.timestamp);
    json_.begin_array("creators");
    json_.value("Tool: boltseal-" + bom_.tool_version);
    json_.end_array();
    json_.end_object();
    if (!bom_.not_examined.empty()) {
      json_.member(
          "comment",
          std::string(bom_.lacks_packages ? "The list of packages may be incomplete. " : "") +
              "What was not examined stands in the annotations.");
      write_annotations();
    }
    json_.begin_array("packages");
    write_subject();
    if (bom_.distribution) write_system(*bom_.distribution);
    for (std::size_t at = 0; at < packages_.size(); ++at) write_package(at);
    json_.end_array();
    if (!own_licenses_.empty()) write_licenses();
    write_relations();
    json_.end_object();
  }

 private:
  static std::string id_of(std::size_t at) { return "SPDXRef-Package-" + std::to_string(at + 1); }

  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) json_.member(name, value);
  }

  void begin_package(std::string_view id, std::string_view name, std::string_view version) {
    json_.begin_object();
    json_.member("SPDXID", id);
    json_.member("name", name);
    text("versionInfo", version);
    json_.member("downloadLocation", "NOASSERTION");
    json_.member("filesAnalyzed", false);
  }

  void write_subject() {
    begin_package("SPDXRef-Subject", bom_.subject_name, bom_.subject_version);
    json_.member("primaryPackagePurpose", "CONTAINER");
    json_.end_object();
  }

  void write_system(const Distribution& system) {
    begin_package("SPDXRef-OperatingSystem", system.id, system.version);
    json_.member("primaryPackagePurpose", "OPERATING-SYSTEM");
    text("comment", system.title);
    json_.end_object();
  }

  void write_annotations() {
    json_.begin_array("annotations");
    for (const std::string& gap : bom_.not_examined) {
      json_.begin_object();
      json_.member("annotationDate", bom_.timestamp);
      json_.member("annotationType", "OTHER");
      json_.member("annotator", "Tool: boltseal-" + bom_.tool_version);
      json_.member("comment", "Not examined: " + gap);
      json_.end_object();
    }
    json_.end_array();
  }

  std::string license_of(const Package& package) const {
    if (package.license.empty()) return "NOASSERTION";
    const auto own = own_licenses_.find(package.license);
    return own == own_licenses_.end() ? package.license : own->second;
  }

  void write_package(std::size_t at) {
    const Package& package = bom_.packages[at];
    begin_package(id_of(at), package.name, package.version);
    if (!package.vendor.empty()) json_.member("supplier", "Organization: " + package.vendor);
    if (!package.source_name.empty()) {
      json_.member("sourceInfo",
                   "built package from: " + package.source_name +
                       (package.source_version.empty() ? "" : " " + package.source_version));
    }
    json_.member("licenseConcluded", "NOASSERTION");
    json_.member("licenseDeclared", license_of(package));
    json_.member("copyrightText", "NOASSERTION");
    write_references(at);
    if (!package.path.empty()) json_.member("comment", "listed in " + package.path);
    json_.end_object();
  }

  void write_references(std::size_t at) {
    const auto vulnerable = vulnerabilities_.find(at);
    const std::string& purl = packages_[at].purl;
    if (purl.empty() && vulnerable == vulnerabilities_.end()) return;
    json_.begin_array("externalRefs");
    if (!purl.empty()) write_reference("PACKAGE-MANAGER", "purl", purl, {});
    if (vulnerable != vulnerabilities_.end()) {
      for (const BomVulnerability* each : vulnerable->second) {
        const std::string fix =
            each->fixed_version.empty() ? std::string() : ", fixed in " + each->fixed_version;
        const std::string allowed = each->is_allowed ? ", allowed: " + each->reason : std::string();
        write_reference("SECURITY", "advisory", each->url, each->id + fix + allowed);
      }
    }
    json_.end_array();
  }

  void write_reference(std::string_view category, std::string_view type, std::string_view locator,
                       std::string_view comment) {
    json_.begin_object();
    json_.member("referenceCategory", category);
    json_.member("referenceType", type);
    json_.member("referenceLocator", locator);
    text("comment", comment);
    json_.end_object();
  }

  void write_licenses() {
    json_.begin_array("hasExtractedLicensingInfos");
    for (const auto& [license, id] : own_licenses_) {
      json_.begin_object();
      json_.member("licenseId", id);
      json_.member("name", license);
      json_.member("extractedText", license);
      json_.end_object();
    }
    json_.end_array();
  }

  void relation(std::string_view from, std::string_view kind, std::string_view to) {
    json_.begin_object();
    json_.member("spdxElementId", from);
    json_.member("relationshipType", kind);
    json_.member("relatedSpdxElement", to);
    json_.end_object();
  }

  void write_relations() {
    json_.begin_array("relationships");
    relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Subject");
    if (bom_.distribution) relation("SPDXRef-Subject", "CONTAINS", "SPDXRef-OperatingSystem");
    for (std::size_t at = 0; at < packages_.size(); ++at) {
      relation("SPDXRef-Subject", "CONTAINS", id_of(at));
      for (const std::size_t needed : packages_[at].depends) {
        relation(id_of(at), "DEPENDS_ON", id_of(needed));
      }
    }
    json_.end_array();
  }

  const BomToWrite& bom_;
  const std::vector<NamedPackage> packages_;
  std::map<std::string, std::string> own_licenses_;  // their names in the document, by text
  std::map<std::size_t, std::vector<const BomVulnerability*>> vulnerabilities_;  // by package
  JsonWriter json_;
};

}  // namespace

void write_spdx(const BomToWrite& bom, Output& out) { Writer(bom, out).write(); }

}  // namespace boltseal
