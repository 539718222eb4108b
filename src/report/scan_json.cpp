#include "base/json_writer.h"
#include "base/text.h"
#include "check/mask.h"
#include "report/json_parts.h"
#include "report/scan_json_parts.h"
#include "report/scan_parts.h"
#include "report/scan_report.h"

namespace boltseal {
namespace {

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.begin_array(name);
  for (const std::string& text : texts) json.value(text);
  json.end_array();
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

void begin_accepted(JsonWriter& json, const Acceptance& why) {
  json.begin_object();
  json.member("by", "policy");
  json.member("reason", shown(why.reason));
  if (!why.owner.empty()) json.member("owner", shown(why.owner));
  if (why.until) json.member("until", to_text(*why.until));
  json.begin_object("place");
  write_place(json, why.place);
  json.end_object();
}

void write_accepted(JsonWriter& json, const ScanResult& result) {
  json.begin_array("accepted");
  for (const AcceptedMatch& each : result.accepted) {
    begin_accepted(json, each.why);
    json.key("vulnerability");
    write_match(json, each.match, result.inventory);
    json.end_object();
  }
  for (const AcceptedPractice& each : result.accepted_practices) {
    begin_accepted(json, each.why);
    json.key("practice");
    write_practice(json, each.practice);
    json.end_object();
  }
  json.end_array();
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
  json.member("policy", result.policy);
  write_texts(json, "confined_by", options.confined_by);
  json.begin_object("system");
  if (inventory.distribution) {
    json.member("id", inventory.distribution->id);
    json.member("version", inventory.distribution->version);
    json.member("codename", inventory.distribution->codename);
    json.member("title", inventory.distribution->title);
  }
  json.member("end_of_life", result.support.ended);
  json.member("end_of_life_known_on", result.support.said_on);
  json.end_object();
  json.begin_object("advisories");
  json.member("digest", result.advisories_digest);
  json.member("date", result.advisories_date);
  json.member("oldest_date", result.oldest_advisories_date);
  json.begin_array("sources");
  for (const UsedSource& source : result.sources) {
    json.begin_object();
    json.member("name", source.name);
    json.member("date", source.date);
    write_texts(json, "ecosystems", source.ecosystems);
    json.end_object();
  }
  json.end_array();
  json.member("packages_examined", result.examined);
  json.end_object();
  json.begin_array("layers");
  for (const FoundLayer& layer : inventory.layers) write_layer(json, layer);
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
  write_accepted(json, result);
  json.begin_array("allowances");
  for (const ShownFinding& notice : result.notices) write_finding(json, notice);
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
