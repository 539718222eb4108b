#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"
#include "check/mask.h"
#include "policy/apply.h"
#include "report/sarif_parts.h"
#include "report/sarif_rule.h"
#include "report/scan_allowed.h"
#include "report/scan_parts.h"
#include "report/scan_practices.h"
#include "report/scan_report.h"

// SARIF 2.1.0 (OASIS Standard, 27 March 2020): one result for each vulnerability and package, whose
// rule is the vulnerability, and one for each finding of a rule for images. Section numbers below
// are its.

namespace boltseal {
namespace {

// GitHub code scanning reads this property: above 9.0 critical, from 7.0 high, from 4.0 medium. The
// score is written where it says the same as the rating that decides.
std::string security_severity_of(const VulnerabilityMatch& match) {
  struct Band {
    double least, most;
    std::string_view otherwise;
  };
  constexpr std::array<Band, 6> bands = {{{4.0, 6.9, "5.5"},
                                          {0.1, 3.9, "1.0"},
                                          {0.1, 3.9, "3.0"},
                                          {4.0, 6.9, "5.5"},
                                          {7.0, 9.0, "8.0"},
                                          {9.0, 10.0, "9.5"}}};
  const Band& band = bands[static_cast<std::size_t>(match.rating)];
  const bool agrees = match.score >= band.least && match.score <= band.most;
  return agrees ? tenths(match.score) : std::string(band.otherwise);
}

class Writer {
 public:
  Writer(const ScanResult& result, const ScanReportOptions& options, Output& out)
      : result_(result),
        inventory_(result.inventory),
        options_(options),
        purls_(purls_of(result.inventory)),
        json_(out) {
    for (const VulnerabilityMatch& match : result.matches) note_rule(match);
    for (const AcceptedMatch& each : result.accepted) note_rule(each.match);
    for (const PracticeFinding& each : result.practices) note_rule(each.finding);
    for (const AcceptedPractice& each : result.accepted_practices) {
      note_rule(each.practice.finding);
    }
    for (const ShownFinding& notice : result.notices) note_rule(notice);
  }

  void run() {
    json_.begin_object();
    json_.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_.member("version", "2.1.0");
    json_.begin_array("runs");
    json_.begin_object();
    tool();
    // 3.17.3: so that the scans of several images stand side by side.
    json_.begin_object("automationDetails");
    json_.member("id", "boltseal-scan/" + shown(name_of(inventory_)) + "/");
    json_.end_object();
    invocation();
    json_.begin_object("originalUriBaseIds");
    json_.begin_object("ROOT");
    text("description", "The root file system of " + shown(name_of(inventory_)) + ".");
    json_.end_object();
    // For findings of the configuration: GitHub refuses a result without an artifact.
    json_.begin_object("IMAGE");
    text("description", "The image " + shown(name_of(inventory_)) + " itself.");
    json_.end_object();
    json_.end_object();
    json_.member("columnKind", "unicodeCodePoints");
    json_.begin_array("results");
    for (const VulnerabilityMatch& match : result_.matches) result(match, nullptr);
    for (const AcceptedMatch& each : result_.accepted) result(each.match, &each.why);
    for (const PracticeFinding& each : result_.practices) result(each, nullptr);
    for (const AcceptedPractice& each : result_.accepted_practices) {
      result(each.practice, &each.why);
    }
    for (const ShownFinding& notice : result_.notices) result(notice);
    json_.end_array();
    properties();
    json_.end_object();
    json_.end_array();
    json_.end_object();
  }

 private:
  // Those of vulnerabilities come first.
  void note_rule(const VulnerabilityMatch& match) {
    if (rule_index_.emplace(match.id, rules_.size()).second) rules_.push_back(&match);
  }
  void note_rule(const ShownFinding& finding) {
    const std::size_t next = rules_.size() + practice_rules_.size();
    if (!rule_index_.emplace(finding.rule, next).second) return;
    practice_rules_.push_back(find_any_rule(finding.rule));
  }

  void text(std::string_view name, std::string_view prose) { write_sarif_text(json_, name, prose); }

  void tool() {
    begin_sarif_tool(json_, options_.version);
    for (const VulnerabilityMatch* const match : rules_) describe(*match);
    for (const NamedRule* const rule : practice_rules_) write_sarif_rule(json_, *rule, true);
    end_sarif_tool(json_);
  }

  void describe(const VulnerabilityMatch& match) {
    const std::string id = shown(match.id);
    const std::string summary = match.summary.empty() ? id : shown(match.summary);
    const std::vector<std::string> links = links_of(match);
    json_.begin_object();
    json_.member("id", id);
    text("shortDescription", sarif_sentence(summary));
    text("fullDescription", sarif_sentence(summary));
    if (!links.empty()) json_.member("helpUri", links.front());
    std::vector<std::string> facts = facts_of(match);
    json_.begin_object("help");
    json_.member("text", summary + "\n\n" + join(facts, "\n") +
                             (links.empty() ? "" : "\n\n" + join(links, "\n")));
    std::string markdown = sarif_markdown(summary) + "\n";
    for (const std::string& fact : facts) markdown += "\n* " + sarif_markdown(fact);
    for (const std::string& link : links) markdown += "\n* <" + link + ">";
    json_.member("markdown", markdown);
    json_.end_object();
    json_.begin_object("defaultConfiguration");
    json_.member("level", sarif_level(severity_of(match.rating)));
    json_.end_object();
    json_.begin_object("properties");
    json_.member("security-severity", security_severity_of(match));
    json_.member("precision", "very-high");
    json_.begin_array("tags");
    json_.value("security");
    json_.value("vulnerability");
    if (!match.exploited_since.empty()) json_.value("exploited");
    json_.end_array();
    json_.end_object();
    json_.end_object();
  }

  static std::vector<std::string> facts_of(const VulnerabilityMatch& match) {
    std::vector<std::string> facts;
    std::string severity = "Severity: " + std::string(rating_text(match.rating));
    if (!match.rated_by.empty()) severity += ", as " + shown(match.rated_by) + " says";
    facts.push_back(severity);
    if (match.score >= 0) {
      facts.push_back("CVSS " + tenths(match.score) + ": " + shown(match.vector));
    }
    if (!match.exploited_since.empty()) {
      facts.push_back("Known to be exploited since " + shown(match.exploited_since));
    }
    if (match.epss >= 0) {
      facts.push_back("Probability of exploitation within 30 days (EPSS): " + percent(match.epss));
    }
    if (!match.aliases.empty()) facts.push_back("Also " + shown(join(match.aliases, ", ")));
    return facts;
  }

  // 3.20.21: what kept the tool from examining everything is said here, never as a result.
  void invocation() {
    json_.begin_array("invocations");
    json_.begin_object();
    json_.member("executionSuccessful", result_.gaps.empty());
    json_.begin_array("toolExecutionNotifications");
    for (const Gap& gap : result_.gaps) {
      json_.begin_object();
      json_.member("level", "error");
      std::string message = sarif_sentence(shown(gap.what) + " " + shown(gap.why));
      if (!gap.remedy.empty()) message += " Remedy: " + sarif_sentence(shown(gap.remedy));
      text("message", message);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
    json_.end_array();
  }

  // 3.27.23: where one result has this property, all have; an empty one says "not suppressed".
  void suppression(const Acceptance* why) {
    if (result_.accepted.empty() && result_.accepted_practices.empty()) return;
    json_.begin_array("suppressions");
    if (why != nullptr) {
      json_.begin_object();
      json_.member("kind", "external");
      json_.member("status", "accepted");
      json_.member("justification", sarif_sentence(shown(reason_text(*why))));
      json_.end_object();
    }
    json_.end_array();
  }

  // What is wrong with an allowance, in the project's own file.
  void result(const ShownFinding& notice) {
    json_.begin_object();
    json_.member("ruleId", notice.rule);
    json_.member("ruleIndex", rule_index_[notice.rule]);
    json_.member("level", sarif_level(notice.severity));
    text("message", sarif_plain(sarif_sentence(shown(notice.message))));
    json_.begin_array("locations");
    json_.begin_object();
    physical(notice.place.path, "%SRCROOT%", std::max(notice.place.begin.line, 1u));
    json_.end_object();
    json_.end_array();
    suppression(nullptr);
    fingerprint(fingerprint_of(notice));
    json_.begin_object("properties");
    json_.member("severity", name_of(notice.severity));
    json_.end_object();
    json_.end_object();
  }

  void result(const VulnerabilityMatch& match, const Acceptance* why) {
    const FoundPackage& found = inventory_.packages[match.package];
    const Package& package = found.package;
    json_.begin_object();
    json_.member("ruleId", shown(match.id));
    json_.member("ruleIndex", rule_index_[match.id]);
    json_.member("level", sarif_level(severity_of(match.rating)));
    std::string message = shown(package.name + " " + package.version) + " has " + shown(match.id);
    if (!match.summary.empty()) message += ": " + shown(match.summary);
    text("message", sarif_plain(sarif_sentence(message)) + " Remedy: " +
                        sarif_plain(sarif_sentence(shown(remedy_text(match, package)))));
    location(match, found);
    suppression(why);
    fingerprint(fingerprint_of(match, package));
    json_.begin_object("properties");
    json_.member("severity", name_of(match.rating));
    json_.member("status", name_of(match.status));
    json_.member("package", shown(package.name));
    json_.member("version", shown(package.version));
    json_.member("fixedVersion", shown(match.fixed));
    json_.end_object();
    json_.end_object();
  }

  // What a rule says of the image's files, its configuration or its history.
  void result(const PracticeFinding& each, const Acceptance* why) {
    const ShownFinding& finding = each.finding;
    json_.begin_object();
    json_.member("ruleId", finding.rule);
    json_.member("ruleIndex", rule_index_[finding.rule]);
    json_.member("level", sarif_level(finding.severity));
    text("message", sarif_plain(sarif_sentence(shown(finding.message))));
    json_.begin_array("locations");
    json_.begin_object();
    if (finding.place.path.empty()) {
      physical("config.json", "IMAGE");
    } else {
      physical(finding.place.path, "ROOT");
    }
    json_.begin_array("logicalLocations");
    if (each.step) {
      logical(place_of(each), "step");
    } else if (finding.place.path.empty()) {
      logical("configuration", "configuration");
    }
    if (each.layer) layer(*each.layer);
    json_.end_array();
    json_.end_object();
    json_.end_array();
    suppression(why);
    fingerprint(fingerprint_of(finding));
    json_.begin_object("properties");
    json_.member("severity", name_of(finding.severity));
    json_.end_object();
    json_.end_object();
  }

  void fingerprint(const std::string& of) {
    json_.begin_object("partialFingerprints");
    const std::size_t before = seen_[of]++;
    json_.member("boltseal/v1", before == 0 ? of : of + "-" + std::to_string(before));
    json_.end_object();
  }

  // A file; nothing without a path.
  void physical(std::string_view path, std::string_view base, std::uint32_t line = 1) {
    while (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return;
    json_.begin_object("physicalLocation");
    json_.begin_object("artifactLocation");
    json_.member("uri", sarif_uri(path));
    json_.member("uriBaseId", base);
    json_.end_object();
    // GitHub refuses a result without a line.
    json_.begin_object("region");
    json_.member("startLine", line);
    json_.end_object();
    json_.end_object();
  }

  void location(const VulnerabilityMatch& match, const FoundPackage& found) {
    json_.begin_array("locations");
    json_.begin_object();
    physical(found.package.path, "ROOT");
    json_.begin_array("logicalLocations");
    logical(purls_[match.package].empty() ? shown(found.package.name) : purls_[match.package],
            "package");
    layer(found.layer);
    json_.end_array();
    json_.end_object();
    json_.end_array();
  }

  // Nothing where there is only one.
  void layer(std::uint16_t number) {
    if (number >= inventory_.layers.size() || inventory_.layers.size() == 1) return;
    const FoundLayer& found = inventory_.layers[number];
    std::string name = "layer " + std::to_string(number + 1);
    if (!found.created_by.empty()) name += ": " + instruction_text(found.created_by);
    logical(name, "layer");
  }

  void logical(std::string_view name, std::string_view kind) {
    json_.begin_object();
    json_.member("fullyQualifiedName", name);
    json_.member("kind", kind);
    json_.end_object();
  }

  void properties() {
    json_.begin_object("properties");
    json_.member("system",
                 inventory_.distribution ? shown(inventory_.distribution->title) : "unknown");
    json_.member("digest", shown(inventory_.digest));
    json_.member("packages", inventory_.packages.size());
    json_.member("advisoriesDate", shown(result_.advisories_date));
    json_.member("advisories", shown(advisories_text(result_)));
    json_.member("advisoriesDigest", shown(result_.advisories_digest));
    json_.end_object();
  }

  const ScanResult& result_;
  const SystemInventory& inventory_;
  const ScanReportOptions& options_;
  const std::vector<std::string> purls_;
  JsonWriter json_;
  std::vector<const VulnerabilityMatch*> rules_;  // the first match of each vulnerability
  std::vector<const NamedRule*> practice_rules_;  // behind them
  std::map<std::string_view, std::size_t> rule_index_;
  std::map<std::string, std::size_t> seen_;
};

}  // namespace

extern const ScanReport scan_sarif;
const ScanReport scan_sarif = {"sarif", "SARIF 2.1.0, for code scanning services",
                               [](const ScanResult& result, const ScanReportOptions& options,
                                  Output& out) { Writer(result, options, out).run(); }};

}  // namespace boltseal
