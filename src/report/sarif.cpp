#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"
#include "check/mask.h"
#include "policy/apply.h"
#include "report/report.h"
#include "report/sarif_parts.h"
#include "report/sarif_rule.h"

// SARIF 2.1.0 (OASIS Standard, 27 March 2020). Section numbers below are its.

namespace boltseal {
namespace {

class Writer {
 public:
  Writer(const Verdict& verdict, const ReportOptions& options, Output& out)
      : verdict_(verdict), options_(options), json_(out) {
    std::set<std::string_view> speaking;
    for (const ShownFinding& finding : verdict.findings) {
      note_artifact(finding.place.path);
      speaking.insert(finding.rule);
    }
    for (const Accepted& accepted : verdict.accepted) {
      note_artifact(accepted.finding.place.path);
      speaking.insert(accepted.finding.rule);
    }
    // The checks of the Pod Security Standards are of no interest beside the other rules, nor they
    // beside the checks.
    for (const auto rules : {std::span<const NamedRule>(all_rules()), allowance_rules()}) {
      for (const NamedRule& rule : rules) {
        const bool kin =
            is_pod_security(rule.rule->profile) == is_pod_security(options.profile.profile);
        if (!kin && !speaking.contains(rule.id)) continue;
        rule_index_.emplace(rule.id, rules_.size());
        rules_.push_back(&rule);
      }
    }
    for (const ShownError& error : verdict.errors) note_artifact(error.place.path);
  }

  void run() {
    json_.begin_object();
    json_.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_.member("version", "2.1.0");
    json_.begin_array("runs");
    json_.begin_object();
    tool();
    invocation();
    json_.begin_array("artifacts");
    for (const std::string& path : artifacts_) {
      json_.begin_object();
      artifact_location("location", path, false);
      json_.begin_array("roles");
      json_.value("analysisTarget");
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
    json_.member("columnKind", "unicodeCodePoints");
    json_.begin_array("results");
    for (const ShownFinding& finding : verdict_.findings) result(finding, nullptr);
    for (const Accepted& accepted : verdict_.accepted) result(accepted.finding, &accepted);
    json_.end_array();
    json_.begin_object("properties");
    json_.member("profile", name_of(options_.profile));
    json_.member("unknownValues", verdict_.unknown);
    json_.end_object();
    json_.end_object();
    json_.end_array();
    json_.end_object();
  }

 private:
  void note_artifact(const std::string& path) {
    if (path.empty()) return;
    if (artifact_index_.emplace(path, artifacts_.size()).second) artifacts_.push_back(path);
  }

  void text(std::string_view name, std::string_view prose) { write_sarif_text(json_, name, prose); }

  void tool() {
    begin_sarif_tool(json_, options_.version);
    for (const NamedRule* const rule : rules_) {
      write_sarif_rule(json_, *rule, is_in(*rule, options_.profile));
    }
    end_sarif_tool(json_);
  }

  // 3.20.21: what kept the tool from examining everything is said here, never as a result.
  void invocation() {
    json_.begin_array("invocations");
    json_.begin_object();
    json_.member("executionSuccessful", verdict_.errors.empty());
    json_.begin_array("toolExecutionNotifications");
    for (const ShownError& error : verdict_.errors) {
      json_.begin_object();
      json_.member("level", "error");
      std::string message = sarif_sentence(shown(error.message));
      if (!error.remedy.empty()) message += " Remedy: " + sarif_sentence(shown(error.remedy));
      text("message", message);
      if (!error.place.path.empty()) {
        json_.begin_array("locations");
        json_.begin_object();
        physical_location(error.place);
        json_.end_object();
        json_.end_array();
      }
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
    json_.end_array();
  }

  void artifact_location(std::string_view name, const std::string& path, bool with_index) {
    json_.begin_object(name);
    json_.member("uri", sarif_uri(path));
    if (!path.starts_with('/')) json_.member("uriBaseId", "%SRCROOT%");
    if (with_index) {
      const auto index = artifact_index_.find(path);
      if (index != artifact_index_.end()) json_.member("index", index->second);
    }
    json_.end_object();
  }

  void physical_location(const Place& place) {
    json_.begin_object("physicalLocation");
    artifact_location("artifactLocation", place.path, true);
    if (place.begin.line > 0) {
      json_.begin_object("region");
      json_.member("startLine", place.begin.line);
      json_.member("startColumn", place.begin.column);
      json_.member("endLine", place.end.line);
      json_.member("endColumn", place.end.column);
      json_.member("byteOffset", place.bytes.begin);
      json_.member("byteLength", place.bytes.size());
      json_.end_object();
      // 3.30.13: a snippet holds the whole region, so a line of which a part was left out has none.
      const std::size_t left = count_code_points(
          std::string_view(place.excerpt)
              .substr(0, place.bytes.begin - std::min(place.bytes.begin, place.excerpt_begin)));
      if (place.begin.line == place.end.line && left + 1 == place.begin.column &&
          place.bytes.end <= place.excerpt_begin + place.excerpt.size()) {
        json_.begin_object("contextRegion");
        json_.member("startLine", place.begin.line);
        text("snippet", shown(place.excerpt));
        json_.end_object();
      }
    }
    json_.end_object();
  }

  // 3.27.23 and 3.35: what is accepted is a result with the reason why it is suppressed; what was
  // there in the revision or baseline that is compared with is an unchanged one (3.27.24).
  void state(const ShownFinding& finding, const Accepted* accepted) {
    using By = Accepted::By;
    const bool is_known =
        accepted != nullptr && (accepted->by == By::baseline || accepted->by == By::revision);
    if (is_known) {
      json_.member("baselineState", "unchanged");
    } else if (finding.since != ShownFinding::Since::unasked) {
      json_.member("baselineState",
                   finding.since == ShownFinding::Since::added ? "new" : "updated");
    }
    // Where one result has this property, all have: an empty one says "not suppressed".
    if (verdict_.accepted.empty()) return;
    json_.begin_array("suppressions");
    if (accepted != nullptr) {
      json_.begin_object();
      json_.member("kind", accepted->by == By::comment ? "inSource" : "external");
      json_.member("status", "accepted");
      json_.member("justification", is_known ? std::string("It was there before")
                                             : sarif_sentence(shown(accepted->reason)));
      json_.end_object();
    }
    json_.end_array();
  }

  void result(const ShownFinding& finding, const Accepted* accepted) {
    json_.begin_object();
    json_.member("ruleId", finding.rule);
    const auto index = rule_index_.find(finding.rule);
    if (index != rule_index_.end()) json_.member("ruleIndex", index->second);
    json_.member("level", sarif_level(finding.severity));
    std::string message = sarif_sentence(sarif_plain(shown(finding.message)));
    if (!finding.remedy.empty()) {
      message += " Write: " + sarif_plain(shown(finding.remedy));
    }
    text("message", message);
    json_.begin_array("locations");
    json_.begin_object();
    if (!finding.place.path.empty()) physical_location(finding.place);
    if (!finding.subjects.empty()) {
      json_.begin_array("logicalLocations");
      for (const std::string& subject : finding.subjects) {
        json_.begin_object();
        json_.member("fullyQualifiedName", shown(subject));
        json_.end_object();
      }
      json_.end_array();
    }
    json_.end_object();
    json_.end_array();
    related(finding);
    state(finding, accepted);
    json_.begin_object("partialFingerprints");
    json_.member("boltseal/v1", fingerprint_of(finding));
    json_.end_object();
    json_.begin_object("properties");
    json_.member("severity", name_of(finding.severity));
    json_.member("confidence", name_of(finding.confidence));
    json_.member("fact", shown(finding.fact));
    json_.member("fixable", finding.fixable);
    if (!finding.reason.empty()) {
      json_.member("reason", shown(finding.reason));
      json_.member("detail", shown(finding.detail));
    }
    json_.end_object();
    json_.end_object();
  }

  void related(const ShownFinding& finding) {
    json_.begin_array("relatedLocations");
    std::size_t id = 0;
    for (const Place& step : finding.chain) {
      if (step.path.empty()) continue;
      json_.begin_object();
      json_.member("id", ++id);
      physical_location(step);
      text("message",
           sarif_sentence(step.note.empty() ? "This is where the value comes from" : step.note));
      json_.end_object();
    }
    json_.end_array();
  }

  const Verdict& verdict_;
  const ReportOptions& options_;
  JsonWriter json_;
  std::vector<const NamedRule*> rules_;
  std::map<std::string_view, std::size_t> rule_index_;
  std::map<std::string_view, std::size_t> artifact_index_;
  std::vector<std::string> artifacts_;
};

void write(const Verdict& verdict, const ReportOptions& options, Output& out) {
  Writer(verdict, options, out).run();
}

}  // namespace

extern const Report sarif_report{"sarif", "SARIF 2.1.0, for code scanning services", write};

}  // namespace boltseal
