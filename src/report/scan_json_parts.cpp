#include "report/scan_json_parts.h"

#include "check/mask.h"

namespace boltseal {
namespace {

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.begin_array(name);
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

}  // namespace

void write_layer(JsonWriter& json, const FoundLayer& layer) {
  json.begin_object();
  json.member("digest", layer.digest);
  json.member("diff_id", layer.diff_id);
  json.member("created_by", mask_secrets(layer.created_by));
  json.member("base", layer.is_base);
  json.member("verified", layer.is_verified);
  json.end_object();
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

}  // namespace boltseal
