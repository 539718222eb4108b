#include "base/json_writer.h"
#include "base/text.h"
#include "check/mask.h"
#include "model/describe.h"
#include "report/json_parts.h"
#include "report/truth.h"

namespace boltseal {
namespace {

// Described by docs/schema/workload-1.json. Members may be added; a change of meaning is a new
// number.
constexpr std::string_view schema = "boltseal/workload/1";

std::string_view name_of(TruthFact::State state) {
  switch (state) {
    case TruthFact::State::known: return "known";
    case TruthFact::State::unknown: return "unknown";
    case TruthFact::State::ignored: break;
  }
  return "ignored";
}

void write_values(JsonWriter& json, std::string_view name, const std::vector<TruthValue>& values) {
  json.begin_array(name);
  for (const TruthValue& value : values) {
    json.begin_object();
    if (!value.text.empty()) json.member("text", shown(value.text));
    if (!value.level.empty()) json.member("level", shown(value.level));
    json.begin_array("from");
    for (const Place& step : value.from) write_step(json, step);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_fact(JsonWriter& json, const TruthFact& fact) {
  json.begin_object();
  json.member("fact", boltseal::name_of(fact.fact));
  json.member("state", name_of(fact.state));
  json.member("list", fact.is_list);
  if (const bool* truth = std::get_if<bool>(&fact.scalar)) json.member("value", *truth);
  if (const auto* number = std::get_if<std::int64_t>(&fact.scalar)) json.member("value", *number);
  write_values(json, "values", fact.values);
  write_values(json, "replaced", fact.replaced);
  if (!fact.why.empty()) json.member("why", shown(fact.why));
  json.end_object();
}

void write_practice(JsonWriter& json, const PracticeTruth& practice) {
  json.begin_object();
  json.member("practice", practice.practice->group);
  json.member("verdict", verdict_of(practice));
  json.member("unknown", practice.unknown);
  json.begin_array("findings");
  for (const ShownFinding& finding : practice.findings) write_finding(json, finding);
  json.end_array();
  json.begin_array("accepted");
  for (const Accepted& accepted : practice.accepted) write_accepted(json, accepted);
  json.end_array();
  json.end_object();
}

void write_workload(JsonWriter& json, const WorkloadTruth& truth) {
  json.begin_object();
  json.member("name", shown(truth.name));
  json.member("platform", boltseal::name_of(truth.platform));
  json.begin_object("place");
  write_place(json, truth.place);
  json.end_object();
  json.begin_array("layers");
  for (const WorkloadTruth::Layer& layer : truth.layers) {
    json.begin_object();
    json.member("kind", boltseal::name_of(layer.kind));
    json.member("name", shown(layer.name));
    json.member("open", layer.is_open);
    json.begin_object("place");
    write_place(json, layer.place);
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.begin_array("facts");
  for (const TruthFact& fact : truth.facts) write_fact(json, fact);
  json.end_array();
  json.begin_array("unstated");
  for (const Fact fact : truth.unstated) json.value(boltseal::name_of(fact));
  json.end_array();
  json.begin_array("practices");
  for (const PracticeTruth& practice : truth.practices) write_practice(json, practice);
  json.end_array();
  json.end_object();
}

}  // namespace

void write_truth_json(const Explanation& explanation, const ReportOptions& options, Output& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", schema);
  json.begin_object("tool");
  json.member("name", "boltseal");
  json.member("version", options.version);
  json.end_object();
  json.member("profile", boltseal::name_of(options.profile));
  json.begin_array("workloads");
  for (const WorkloadTruth& truth : explanation.workloads) write_workload(json, truth);
  json.end_array();
  json.begin_array("errors");
  for (const ShownError& error : explanation.errors) write_error(json, error);
  json.end_array();
  json.end_object();
}

}  // namespace boltseal
