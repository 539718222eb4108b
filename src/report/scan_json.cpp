#include "base/json_writer.h"
#include "base/text.h"
#include "report/mask.h"
#include "report/scan_parts.h"
#include "report/scan_report.h"

namespace boltseal {
namespace {

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.begin_array(name);
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_package(JsonWriter& json, const FoundPackage& found, const std::string& purl) {
  const Package& package = found.package;
  json.begin_object();
  json.member("type", package.type);
  json.member("name", package.name);
  json.member("version", package.version);
  if (!purl.empty()) json.member("purl", purl);
  json.member("architecture", package.architecture);
  json.member("source", package.source_name);
  json.member("source_version", package.source_version);
  if (!package.modularity.empty()) json.member("modularity", package.modularity);
  if (!package.license.empty()) json.member("license", package.license);
  if (!package.vendor.empty()) json.member("vendor", package.vendor);
  if (!package.depends.empty()) write_texts(json, "depends", package.depends);
  json.member("path", package.path);
  json.member("layer", found.layer + 1);
  json.end_object();
}

void write_match(JsonWriter& json, const VulnerabilityMatch& match,
                 const SystemInventory& inventory) {
  const FoundPackage& found = inventory.packages[match.package];
  json.begin_object();
  json.member("id", match.id);
  write_texts(json, "aliases", match.aliases);
  write_texts(json, "advisories", match.advisories);
  json.member("package", found.package.name);
  json.member("version", found.package.version);
  json.member("source", found.package.source_name);
  json.member("layer", found.layer + 1);
  json.member("status", name_of(match.status));
  if (!match.note.empty()) json.member("status_note", match.note);
  json.member("fixed", match.fixed);
  json.member("severity", name_of(match.rating));
  json.member("severity_source", match.rated_by);
  if (!match.vector.empty()) json.member("cvss_vector", match.vector);
  if (match.score >= 0) json.key("cvss_score"), json.decimal(match.score, 1);
  if (match.epss >= 0) json.key("epss"), json.decimal(match.epss, 5);
  json.member("exploited_since", match.exploited_since);
  json.member("summary", match.summary);
  json.member("published", match.published);
  write_texts(json, "sources", match.sources);
  write_texts(json, "references", match.references);
  json.end_object();
}

void write_practice(JsonWriter& json, const PracticeFinding& each) {
  const ShownFinding& finding = each.finding;
  json.begin_object();
  json.member("rule", finding.rule);
  json.member("severity", name_of(finding.severity));
  json.member("confidence", name_of(finding.confidence));
  json.member("message", shown(finding.message));
  json.member("fact", shown(finding.fact));
  if (!finding.place.path.empty()) json.member("path", sanitize(finding.place.path));
  if (each.layer) json.member("layer", *each.layer + 1);
  if (each.step) json.member("history_step", *each.step + 1);
  if (!finding.place.excerpt.empty()) json.member("instruction", shown(finding.place.excerpt));
  json.member("fingerprint", fingerprint_of(finding));
  json.end_object();
}

void write_scan(const ScanResult& result, const ScanReportOptions& options, Output& out) {
  const SystemInventory& inventory = result.inventory;
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "boltseal/scan/1");
  json.member("version", options.version);
  json.member("subject", inventory.subject);
  json.member("reference", inventory.reference);
  json.member("digest", inventory.digest);
  write_texts(json, "confined_by", options.confined_by);
  json.begin_object("system");
  if (inventory.distribution) {
    json.member("id", inventory.distribution->id);
    json.member("version", inventory.distribution->version);
    json.member("codename", inventory.distribution->codename);
    json.member("title", inventory.distribution->title);
  }
  json.member("end_of_life", result.end_of_life);
  json.end_object();
  json.begin_object("advisories");
  json.member("digest", result.advisories_digest);
  json.member("date", result.advisories_date);
  json.member("packages_examined", result.examined);
  json.end_object();
  json.begin_array("layers");
  for (const FoundLayer& layer : inventory.layers) {
    json.begin_object();
    json.member("digest", layer.digest);
    json.member("diff_id", layer.diff_id);
    json.member("created_by", mask_secrets(layer.created_by));
    json.member("base", layer.is_base);
    json.end_object();
  }
  json.end_array();
  json.begin_array("packages");
  const std::vector<std::string> purls = purls_of(inventory);
  for (std::size_t at = 0; at < inventory.packages.size(); ++at) {
    write_package(json, inventory.packages[at], purls[at]);
  }
  json.end_array();
  json.begin_array("vulnerabilities");
  for (const VulnerabilityMatch& match : result.matches) write_match(json, match, inventory);
  json.end_array();
  json.begin_array("practices");
  for (const PracticeFinding& each : result.practices) write_practice(json, each);
  json.end_array();
  json.begin_array("not_examined");
  for (const Gap& gap : result.gaps) {
    json.begin_object();
    json.member("what", gap.what);
    json.member("why", gap.why);
    json.member("remedy", gap.remedy);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

extern const ScanReport scan_json;
const ScanReport scan_json = {"json", "for programs (docs/schema/scan-1.json)", write_scan};

}  // namespace boltseal
