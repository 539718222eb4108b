#include "base/json_writer.h"
#include "base/text.h"
#include "check/mask.h"
#include "report/json_parts.h"
#include "report/network_json.h"
#include "report/report.h"
#include "rules/practice.h"

namespace boltseal {
namespace {

// Described by docs/schema/check-1.json. Members may be added; a change of meaning is a new number.
constexpr std::string_view schema = "boltseal/check/1";

void write_summary(JsonWriter& json, const Verdict& verdict) {
  const Tally tally(verdict);
  json.begin_object("summary");
  json.member("files", verdict.files);
  json.member("workloads", verdict.workloads);
  json.member("findings", verdict.findings.size());
  json.member("accepted", verdict.accepted.size());
  json.member("errors", verdict.errors.size());
  json.member("unknown", verdict.unknown);
  json.begin_object("by_severity");
  for (std::size_t i = tally.by_severity.size(); i-- > 0;) {
    json.member(name_of(static_cast<Severity>(i)), tally.by_severity[i]);
  }
  json.end_object();
  json.begin_object("by_practice");
  for (std::size_t i = 0; i < tally.by_practice.size(); ++i) {
    json.member(all_practices()[i].group, tally.by_practice[i]);
  }
  json.end_object();
  json.end_object();
}

void write(const Verdict& verdict, const ReportOptions& options, Output& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", schema);
  json.begin_object("tool");
  json.member("name", "boltseal");
  json.member("version", options.version);
  json.end_object();
  json.member("profile", name_of(options.profile));
  write_summary(json, verdict);
  json.begin_array("findings");
  for (const ShownFinding& finding : verdict.findings) write_finding(json, finding);
  json.end_array();
  json.begin_array("accepted");
  for (const Accepted& accepted : verdict.accepted) write_accepted(json, accepted);
  json.end_array();
  json.begin_array("errors");
  for (const ShownError& error : verdict.errors) write_error(json, error);
  json.end_array();
  if (options.network != nullptr) write_network(json, *options.network);
  json.end_object();
}

}  // namespace

extern const Report json_report{"json", "for programs, schema boltseal/check/1", write};

}  // namespace boltseal
