#include "gate/record.h"

#include <utility>

#include "base/digest.h"
#include "base/json_writer.h"
#include "base/timestamp.h"
#include "check/mask.h"

namespace boltseal {
namespace {

void write_place(const Place& place, JsonWriter& out) {
  out.member("path", place.path);
  if (place.begin.line > 0) out.member("line", place.begin.line);
}

void write_denied(const Decision& decision, JsonWriter& out) {
  out.begin_array("denied");
  for (const ShownFinding& finding : decision.denied) {
    out.begin_object();
    out.member("rule", finding.rule);
    out.member("severity", name_of(finding.severity));
    out.member("message", mask_secrets(finding.message));
    out.member("fact", finding.fact);
    write_place(finding.place, out);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::string record_of(const GateRequest& request, const Decision& decision,
                      const GatePolicy& policy) {
  StringOutput line;
  {
    JsonWriter out(line, JsonLayout::line);
    out.begin_object();
    out.member("schema", "boltseal/decision/1");
    out.member("time", timestamp());
    out.member("door", request.door);
    out.member("call", request.call);
    if (!request.who.empty()) out.member("who", request.who);
    out.member("what", request.what);
    if (!request.path.empty()) out.member("path", request.path);
    if (!request.text.empty()) {
      out.member("digest", sha256_digest(request.text));
      if (policy.policy.gate.record_inputs) out.member("input", request.text);
    }
    if (!request.hardened.empty()) {
      out.begin_array("hardened");
      for (const std::string& where : request.hardened) out.value(where);
      out.end_array();
    }
    out.member("decision", decision.passes ? "allow" : "deny");
    out.member("mode", request.mode.empty() ? name_of(policy.mode) : request.mode);
    if (decision.break_glass) {
      out.begin_object("break_glass");
      out.member("reason", decision.break_glass->reason);
      out.member("owner", decision.break_glass->owner);
      out.member("until", to_text(decision.break_glass->until));
      out.end_object();
    }
    write_denied(decision, out);
    out.begin_array("unexamined");
    for (const ShownError& error : decision.unexamined) {
      out.begin_object();
      out.member("message", mask_secrets(error.message));
      write_place(error.place, out);
      out.end_object();
    }
    out.end_array();
    out.begin_array("accepted");
    for (const Accepted& accepted : decision.accepted) {
      out.begin_object();
      out.member("rule", accepted.finding.rule);
      out.member("reason", accepted.reason);
      if (!accepted.owner.empty()) out.member("owner", accepted.owner);
      out.end_object();
    }
    out.end_array();
    out.member("unknown", decision.unknown);
    out.member("policy", policy.policy.digest);
    out.member("microseconds",
               std::chrono::duration_cast<std::chrono::microseconds>(decision.took).count());
    out.end_object();
  }
  return std::move(line.text);
}

}  // namespace boltseal
