#include <algorithm>

#include "check/mask.h"
#include "report/sbom.h"
#include "report/scan_allowed.h"
#include "report/scan_parts.h"
#include "report/scan_report.h"

// A scan as a software bill of materials.

namespace boltseal {
namespace {

// "registry:5000/team/app:1.0" → the name and "1.0"; the digest where there is no tag.
void name_subject(const SystemInventory& inventory, BomToWrite& bom) {
  bom.subject_name = inventory.reference.empty() ? inventory.subject : inventory.reference;
  bom.subject_version = inventory.digest;
  if (inventory.reference.empty()) return;
  const std::size_t digest = bom.subject_name.find('@');
  if (digest != std::string::npos) bom.subject_name.resize(digest);
  const std::size_t colon = bom.subject_name.rfind(':');
  if (colon == std::string::npos || bom.subject_name.find('/', colon) != std::string::npos) return;
  bom.subject_version = bom.subject_name.substr(colon + 1);
  bom.subject_name.resize(colon);
}

BomVulnerability vulnerability_of(const VulnerabilityMatch& match) {
  BomVulnerability vulnerability;
  vulnerability.id = match.id;
  if (!match.sources.empty()) vulnerability.source = match.sources.front();
  vulnerability.package = match.package;
  vulnerability.rating = match.rating;
  vulnerability.vector = match.vector;
  vulnerability.fixed_version = match.fixed;
  vulnerability.description = match.summary;
  const auto links = links_of(match);
  if (!links.empty()) vulnerability.url = links.front();
  return vulnerability;
}

BomToWrite bom_of(const ScanResult& result, const ScanReportOptions& options) {
  const SystemInventory& inventory = result.inventory;
  BomToWrite bom;
  name_subject(inventory, bom);
  bom.distribution = inventory.distribution;
  bom.tool_version = options.version;
  bom.timestamp = options.timestamp;
  for (const FoundPackage& found : inventory.packages) bom.packages.push_back(found.package);
  for (const VulnerabilityMatch& match : result.matches) {
    bom.vulnerabilities.push_back(vulnerability_of(match));
  }
  for (const AcceptedMatch& each : result.accepted) {
    BomVulnerability& vulnerability =
        bom.vulnerabilities.emplace_back(vulnerability_of(each.match));
    vulnerability.is_allowed = true;
    vulnerability.reason = shown(reason_text(each.why));
  }
  bom.lacks_packages = result.unread > 0;
  for (const Gap& gap : result.gaps) bom.not_examined.push_back(shown(gap.what + " " + gap.why));
  return bom;
}

}  // namespace

extern const ScanReport scan_cyclonedx, scan_spdx;
const ScanReport scan_cyclonedx = {
    "cyclonedx", "bill of materials with vulnerabilities, CycloneDX 1.6",
    [](const ScanResult& result, const ScanReportOptions& options, Output& out) {
      write_cyclonedx(bom_of(result, options), out);
    }};
const ScanReport scan_spdx = {"spdx", "bill of materials, SPDX 2.3",
                              [](const ScanResult& result, const ScanReportOptions& options,
                                 Output& out) { write_spdx(bom_of(result, options), out); }};

}  // namespace boltseal
