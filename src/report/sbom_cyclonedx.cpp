#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "report/sbom_parts.h"

namespace boltseal {
namespace {

std::string_view severity_of(Rating rating) {
  switch (rating) {
    case Rating::unknown: return "unknown";
    case Rating::negligible: return "info";
    case Rating::low: return "low";
    case Rating::medium: return "medium";
    case Rating::high: return "high";
    case Rating::critical: return "critical";
  }
  return "unknown";
}

std::string_view method_of(std::string_view vector) {
  if (vector.starts_with("CVSS:4")) return "CVSSv4";
  if (vector.starts_with("CVSS:3.1")) return "CVSSv31";
  if (vector.starts_with("CVSS:3")) return "CVSSv3";
  return "CVSSv2";
}

class Writer {
 public:
  Writer(const BomToWrite& bom, Output& out)
      : bom_(bom), packages_(name_packages(bom)), json_(out) {
    std::set<std::string> taken = {"subject", "operating-system"};
    for (std::size_t at = 0; at < packages_.size(); ++at) {
      const std::string& purl = packages_[at].purl;
      std::string reference = purl.empty() ? "package-" + std::to_string(at + 1) : purl;
      if (!taken.insert(reference).second) {
        reference += "#" + std::to_string(at + 1);
        taken.insert(reference);
      }
      references_.push_back(std::move(reference));
    }
  }

  void write() {
    json_.begin_object();
    json_.member("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    json_.member("bomFormat", "CycloneDX");
    json_.member("specVersion", "1.6");
    json_.member("serialNumber", urn_of(bom_, "CycloneDX"));
    json_.member("version", 1);
    write_metadata();
    json_.begin_array("components");
    if (bom_.distribution) write_system(*bom_.distribution);
    for (std::size_t at = 0; at < packages_.size(); ++at) write_package(at);
    json_.end_array();
    write_dependencies();
    if (!bom_.not_examined.empty()) write_composition();
    if (!bom_.vulnerabilities.empty()) write_vulnerabilities();
    if (!bom_.not_examined.empty()) write_annotations();
    json_.end_object();
  }

 private:
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) json_.member(name, value);
  }

  void properties(const std::vector<std::pair<std::string_view, std::string_view>>& all) {
    if (std::ranges::all_of(all, [](const auto& each) { return each.second.empty(); })) return;
    json_.begin_array("properties");
    for (const auto& [name, value] : all) {
      if (value.empty()) continue;
      json_.begin_object();
      json_.member("name", name);
      json_.member("value", value);
      json_.end_object();
    }
    json_.end_array();
  }

  void write_metadata() {
    json_.begin_object("metadata");
    text("timestamp", bom_.timestamp);
    json_.begin_object("tools");
    json_.begin_array("components");
    json_.begin_object();
    json_.member("type", "application");
    json_.member("name", "boltseal");
    text("version", bom_.tool_version);
    json_.end_object();
    json_.end_array();
    json_.end_object();
    json_.begin_object("component");
    json_.member("bom-ref", "subject");
    json_.member("type", "container");
    json_.member("name", bom_.subject_name);
    text("version", bom_.subject_version);
    json_.end_object();
    json_.end_object();
  }

  void write_system(const Distribution& system) {
    json_.begin_object();
    json_.member("bom-ref", "operating-system");
    json_.member("type", "operating-system");
    json_.member("name", system.id);
    text("version", system.version);
    properties({{"boltseal:codename", system.codename}, {"boltseal:title", system.title}});
    json_.end_object();
  }

  void write_package(std::size_t at) {
    const Package& package = bom_.packages[at];
    const NamedPackage& named = packages_[at];
    const bool is_grouped = named.parts.name != package.name;
    json_.begin_object();
    json_.member("bom-ref", references_[at]);
    json_.member("type", "library");
    if (!package.vendor.empty()) {
      json_.begin_object("supplier");
      json_.member("name", package.vendor);
      json_.end_object();
    }
    if (is_grouped) text("group", named.parts.name_space);
    json_.member("name", named.parts.name);
    text("version", package.version);
    if (!package.license.empty()) {
      json_.begin_array("licenses");
      json_.begin_object();
      json_.begin_object("license");
      json_.member("name", package.license);
      json_.end_object();
      json_.end_object();
      json_.end_array();
    }
    text("purl", named.purl);
    properties({{"boltseal:path", package.path}});
    json_.end_object();
  }

  void write_dependencies() {
    json_.begin_array("dependencies");
    for (std::size_t at = 0; at < packages_.size(); ++at) {
      if (packages_[at].depends.empty()) continue;
      json_.begin_object();
      json_.member("ref", references_[at]);
      json_.begin_array("dependsOn");
      for (const std::size_t needed : packages_[at].depends) json_.value(references_[needed]);
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
  }

  // Whether all packages are listed. Where packages could only not be looked up, it is their
  // vulnerabilities that are not known; the annotations say which.
  void write_composition() {
    json_.begin_array("compositions");
    json_.begin_object();
    json_.member("aggregate", bom_.lacks_packages ? "incomplete" : "unknown");
    json_.begin_array("assemblies");
    json_.value("subject");
    json_.end_array();
    json_.end_object();
    json_.end_array();
  }

  void write_annotations() {
    json_.begin_array("annotations");
    for (const std::string& gap : bom_.not_examined) {
      json_.begin_object();
      json_.begin_array("subjects");
      json_.value("subject");
      json_.end_array();
      json_.begin_object("annotator");
      json_.begin_object("component");
      json_.member("type", "application");
      json_.member("name", "boltseal");
      text("version", bom_.tool_version);
      json_.end_object();
      json_.end_object();
      json_.member("timestamp", bom_.timestamp);
      json_.member("text", "Not examined: " + gap);
      json_.end_object();
    }
    json_.end_array();
  }

  // One entry for each vulnerability, with all packages that it affects; another one for those in
  // which it is allowed.
  void write_vulnerabilities() {
    std::map<std::tuple<std::string_view, bool, std::string_view>, std::size_t> places;
    std::vector<std::vector<const BomVulnerability*>> groups;
    for (const BomVulnerability& each : bom_.vulnerabilities) {
      if (each.package >= packages_.size()) continue;
      const auto [place, is_new] = places.emplace(
          std::tuple(std::string_view(each.id), each.is_allowed, std::string_view(each.reason)),
          groups.size());
      if (is_new) groups.emplace_back();
      groups[place->second].push_back(&each);
    }
    json_.begin_array("vulnerabilities");
    std::map<std::string_view, std::size_t> seen;
    for (const auto& group : groups) {
      const std::size_t before = seen[group[0]->id]++;
      write_vulnerability(group, before == 0 ? "" : "#" + std::to_string(before + 1));
    }
    json_.end_array();
  }

  // `suffix`: what makes the reference to it another than those to the same one before.
  void write_vulnerability(const std::vector<const BomVulnerability*>& group,
                           const std::string& suffix) {
    const BomVulnerability& first = *group[0];
    json_.begin_object();
    json_.member("bom-ref", first.id + suffix);
    json_.member("id", first.id);
    if (!first.source.empty()) {
      json_.begin_object("source");
      json_.member("name", first.source);
      text("url", first.url);
      json_.end_object();
    }
    json_.begin_array("ratings");
    std::set<std::pair<Rating, std::string_view>> rated;
    for (const BomVulnerability* each : group) {
      if (rated.emplace(each->rating, each->vector).second) write_rating(*each);
    }
    json_.end_array();
    text("description", first.description);
    std::string fixes;
    std::set<std::size_t> mended;
    for (const BomVulnerability* each : group) {
      if (each->fixed_version.empty() || !mended.insert(each->package).second) continue;
      if (!fixes.empty()) fixes += "; ";
      fixes += "upgrade " + bom_.packages[each->package].name + " to " + each->fixed_version;
    }
    text("recommendation", fixes);
    if (first.is_allowed) write_analysis(first);
    json_.begin_array("affects");
    std::set<std::size_t> affected;
    for (const BomVulnerability* each : group) {
      if (!affected.insert(each->package).second) continue;
      json_.begin_object();
      json_.member("ref", references_[each->package]);
      json_.begin_array("versions");
      json_.begin_object();
      json_.member("version", bom_.packages[each->package].version);
      json_.member("status", "affected");
      json_.end_object();
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  // Accepting a vulnerability does not say that it cannot be exploited.
  void write_analysis(const BomVulnerability& vulnerability) {
    json_.begin_object("analysis");
    json_.member("state", "exploitable");
    json_.begin_array("response");
    json_.value("will_not_fix");
    json_.end_array();
    text("detail", "Allowed: " + vulnerability.reason);
    json_.end_object();
  }

  void write_rating(const BomVulnerability& vulnerability) {
    json_.begin_object();
    if (!vulnerability.source.empty()) {
      json_.begin_object("source");
      json_.member("name", vulnerability.source);
      json_.end_object();
    }
    json_.member("severity", severity_of(vulnerability.rating));
    if (!vulnerability.vector.empty()) {
      json_.member("method", method_of(vulnerability.vector));
      json_.member("vector", vulnerability.vector);
    }
    json_.end_object();
  }

  const BomToWrite& bom_;
  const std::vector<NamedPackage> packages_;
  std::vector<std::string> references_;
  JsonWriter json_;
};

}  // namespace

void write_cyclonedx(const BomToWrite& bom, Output& out) { Writer(bom, out).write(); }

}  // namespace boltseal
