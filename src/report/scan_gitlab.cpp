#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"
#include "base/upper_case.h"
#include "check/mask.h"
#include "report/scan_allowed.h"
#include "report/scan_parts.h"
#include "report/scan_practices.h"
#include "report/scan_report.h"
#include "report/text_parts.h"
#include "rules/rule.h"

// GitLab's container scanning report (security-report-schemas, version 15): what a job gives as
// artifacts:reports:container_scanning.

namespace boltseal {
namespace {

std::string_view severity_name(Severity severity) {
  constexpr std::array<std::string_view, 5> names = {"Info", "Low", "Medium", "High", "Critical"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view severity_name(Rating rating) {
  constexpr std::array<std::string_view, 6> names = {"Unknown", "Info", "Low",
                                                     "Medium",  "High", "Critical"};
  return names[static_cast<std::size_t>(rating)];
}

// "cve" of "CVE-2024-1234".
std::string type_of(std::string_view id) {
  const std::size_t dash = id.find('-');
  return dash == std::string_view::npos || dash == 0 ? "other" : to_lower(id.substr(0, dash));
}

class Writer {
 public:
  Writer(const ScanResult& result, const ScanReportOptions& options, Output& out)
      : result_(result), inventory_(result.inventory), options_(options), json_(out) {}

  void run() {
    json_.begin_object();
    json_.member("version", "15.0.7");
    json_.begin_object("scan");
    program("analyzer");
    program("scanner");
    json_.member("type", "container_scanning");
    // Local time without a zone is what the schema asks for.
    const std::string time = options_.timestamp.substr(0, options_.timestamp.find('Z'));
    json_.member("start_time", time);
    json_.member("end_time", time);
    json_.member("status", "success");
    json_.begin_array("messages");
    for (const Gap& gap : result_.gaps) {
      std::string text = "Not examined: " + gap.what + " " + gap.why;
      if (!gap.remedy.empty()) text += "; " + gap.remedy;
      message("warn", text);
    }
    // The form has no place for findings that are suppressed.
    for (const AllowedLine& line : allowed_lines(result_)) {
      message("info", "Allowed: " + line.what + ": " + line.why);
    }
    for (const ShownFinding& notice : result_.notices) {
      message("warn", location(notice.place) + ": " + notice.message);
    }
    json_.end_array();
    json_.end_object();
    json_.begin_array("vulnerabilities");
    for (const VulnerabilityMatch& match : result_.matches) vulnerability(match);
    for (const PracticeFinding& each : result_.practices) practice(each);
    json_.end_array();
    json_.end_object();
  }

 private:
  void program(std::string_view name) {
    json_.begin_object(name);
    json_.member("id", "boltseal");
    json_.member("name", "Boltseal");
    json_.member("version", options_.version);
    json_.begin_object("vendor");
    json_.member("name", "Boltseal");
    json_.end_object();
    json_.end_object();
  }

  void message(std::string_view level, const std::string& text) {
    json_.begin_object();
    json_.member("level", level);
    json_.member("value", shown(text));
    json_.end_object();
  }

  void identify(const std::string& fingerprint) {
    const std::size_t before = seen_[fingerprint]++;
    json_.member("id", before == 0 ? fingerprint : fingerprint + "-" + std::to_string(before));
  }

  // The same form has to serve: a file, or the configuration, stands where the package does.
  void practice(const PracticeFinding& each) {
    const ShownFinding& finding = each.finding;
    const NamedRule* const rule = find_rule(finding.rule);
    const std::string place = place_of(each);
    json_.begin_object();
    identify(fingerprint_of(finding));
    json_.member("name", rule == nullptr ? finding.rule : rule->rule->summary);
    json_.member("description", shown(finding.message) + (place.empty() ? "" : " (" + place + ")"));
    json_.member("severity", severity_name(finding.severity));
    if (rule != nullptr) json_.member("solution", rule->rule->remedy);
    json_.begin_array("identifiers");
    identifier("boltseal_rule", finding.rule);
    json_.end_array();
    json_.begin_array("links");
    json_.end_array();
    where(finding.place.path.empty() ? "image configuration" : finding.place.path, {});
    json_.end_object();
  }

  void where(const std::string& package, const std::string& version) {
    json_.begin_object("location");
    json_.begin_object("dependency");
    json_.begin_object("package");
    json_.member("name", shown(package));
    json_.end_object();
    json_.member("version", shown(version));
    json_.end_object();
    json_.member("operating_system", system());
    json_.member("image", shown(name_of(inventory_)));
    json_.end_object();
  }

  void vulnerability(const VulnerabilityMatch& match) {
    const Package& package = inventory_.packages[match.package].package;
    json_.begin_object();
    identify(fingerprint_of(match, package));
    json_.member("name", shown(match.id));
    json_.member("description", match.summary.empty() ? shown(match.id) : shown(match.summary));
    json_.member("severity", severity_name(match.rating));
    json_.member("solution", upper_first(shown(remedy_text(match, package))));
    json_.begin_array("identifiers");
    identifier(type_of(match.id), match.id);
    for (const std::string& alias : match.aliases) identifier(type_of(alias), alias);
    json_.end_array();
    json_.begin_array("links");
    for (const std::string& link : links_of(match)) {
      json_.begin_object();
      json_.member("url", link);
      json_.end_object();
    }
    json_.end_array();
    where(package.name, package.version);
    json_.end_object();
  }

  void identifier(std::string_view type, std::string_view id) {
    json_.begin_object();
    json_.member("type", shown(type));
    json_.member("name", shown(id));
    json_.member("value", shown(id));
    json_.end_object();
  }

  std::string system() const {
    const auto& distribution = inventory_.distribution;
    if (!distribution || distribution->id.empty()) return "unknown";
    return shown(distribution->version.empty() ? distribution->id
                                               : distribution->id + " " + distribution->version);
  }

  static std::string upper_first(std::string text) {
    if (!text.empty()) text[0] = to_upper(text[0]);
    return text;
  }

  const ScanResult& result_;
  const SystemInventory& inventory_;
  const ScanReportOptions& options_;
  JsonWriter json_;
  std::map<std::string, std::size_t> seen_;
};

}  // namespace

extern const ScanReport scan_gitlab;
const ScanReport scan_gitlab = {"gitlab", "GitLab's container scanning report",
                                [](const ScanResult& result, const ScanReportOptions& options,
                                   Output& out) { Writer(result, options, out).run(); }};

}  // namespace boltseal
