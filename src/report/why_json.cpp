#include "base/json_writer.h"
#include "report/scan_json_parts.h"
#include "report/scan_parts.h"
#include "report/why_report.h"
#include "scan/requirers.h"

namespace boltseal {

void write_why_json(const ScanResult& result, const std::vector<std::size_t>& packages,
                    const WhyOptions& options, Output& out) {
  const SystemInventory& inventory = result.inventory;
  const std::vector<std::string> purls = purls_of(inventory);
  const auto write_names = [&](JsonWriter& json, const std::vector<std::size_t>& places) {
    for (const std::size_t place : places) json.value(inventory.packages[place].package.name);
    json.end_array();
  };
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "boltseal/why/1");
  json.member("version", options.version);
  json.member("subject", inventory.subject);
  json.member("reference", inventory.reference);
  json.begin_array("packages");
  for (const std::size_t at : packages) {
    const FoundPackage& found = inventory.packages[at];
    const Requirers requirers = requirers_of(inventory, at);
    json.begin_object();
    json.key("package");
    write_package(json, found, purls[at]);
    if (found.layer < inventory.layers.size()) {
      json.key("brought_by");
      write_layer(json, inventory.layers[found.layer]);
    }
    json.member("requirers_known", requirers.is_known);
    json.begin_array("required_by");
    write_names(json, requirers.direct);
    json.begin_array("chains");
    for (const auto& chain : requirers.chains) {
      json.begin_array();
      write_names(json, chain);
    }
    json.end_array();
    json.begin_array("vulnerabilities");
    for (const VulnerabilityMatch& match : result.matches) {
      if (match.package == at) write_match(json, match, inventory);
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace boltseal
