#include "report/json_parts.h"

#include "base/text.h"
#include "check/mask.h"

namespace boltseal {
namespace {

void write_position(JsonWriter& json, std::string_view name, LineColumn position) {
  json.begin_object(name);
  json.member("line", position.line);
  json.member("column", position.column);
  json.end_object();
}

}  // namespace

std::string_view name_of(OriginKind kind) {
  switch (kind) {
    case OriginKind::literal: return "literal";
    case OriginKind::argument: return "argument";
    case OriginKind::environment: return "environment";
    case OriginKind::base_image: return "base_image";
    case OriginKind::engine_default: break;
  }
  return "engine_default";
}

void write_place(JsonWriter& json, const Place& place) {
  if (!place.path.empty()) json.member("path", sanitize(place.path));
  if (place.path.empty() || place.begin.line == 0) return;
  write_position(json, "begin", place.begin);
  write_position(json, "end", place.end);
  json.begin_object("bytes");
  json.member("begin", place.bytes.begin);
  json.member("end", place.bytes.end);
  json.end_object();
  json.member("excerpt", shown(place.excerpt));
}

void write_step(JsonWriter& json, const Place& step) {
  json.begin_object();
  json.member("kind", name_of(step.kind));
  if (!step.note.empty()) json.member("note", step.note);
  write_place(json, step);
  json.end_object();
}

void write_finding(JsonWriter& json, const ShownFinding& finding) {
  json.begin_object();
  json.member("rule", finding.rule);
  json.member("severity", name_of(finding.severity));
  json.member("confidence", name_of(finding.confidence));
  json.member("message", shown(finding.message));
  if (!finding.reason.empty()) {
    json.member("reason", shown(finding.reason));
    json.member("detail", shown(finding.detail));
  }
  json.begin_object("place");
  write_place(json, finding.place);
  json.end_object();
  json.begin_array("chain");
  for (const Place& step : finding.chain) write_step(json, step);
  json.end_array();
  json.member("fact", shown(finding.fact));
  json.begin_array("subjects");
  for (const std::string& subject : finding.subjects) json.value(shown(subject));
  json.end_array();
  if (!finding.remedy.empty()) json.member("remedy", mask_secrets(finding.remedy));
  json.member("fixable", finding.fixable);
  json.member("fingerprint", fingerprint_of(finding));
  if (finding.since != ShownFinding::Since::unasked) {
    json.member("since", name_of(finding.since));
  }
  json.end_object();
}

void write_accepted(JsonWriter& json, const Accepted& accepted) {
  json.begin_object();
  json.member("by", name_of(accepted.by));
  if (!accepted.reason.empty()) json.member("reason", shown(accepted.reason));
  if (!accepted.owner.empty()) json.member("owner", shown(accepted.owner));
  if (accepted.until) json.member("until", to_text(*accepted.until));
  if (!accepted.place.path.empty()) {
    json.begin_object("place");
    write_place(json, accepted.place);
    json.end_object();
  }
  json.key("finding");
  write_finding(json, accepted.finding);
  json.end_object();
}

void write_error(JsonWriter& json, const ShownError& error) {
  json.begin_object();
  json.member("message", shown(error.message));
  json.begin_object("place");
  write_place(json, error.place);
  json.end_object();
  if (!error.remedy.empty()) json.member("remedy", shown(error.remedy));
  json.end_object();
}

}  // namespace boltseal
