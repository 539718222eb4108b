#include <fstream>
#include <iostream>

#include "base/json_writer.h"
#include "base/text.h"
#include "cli/failed.h"
#include "cli/gate_actions.h"
#include "gate/replay.h"

namespace boltseal {
namespace {

void write_text(const Replay& replay, Output& out) {
  for (const ChangedDecision& changed : replay.changed) {
    out.write(sanitize(changed.time) + " " + sanitize(changed.door) + " " + sanitize(changed.call) +
              " " + sanitize(changed.what) + ": " +
              (changed.passes ? "denied, would be allowed" : "allowed, would be denied") +
              (changed.rules.empty() ? "" : ": " + sanitize(join(changed.rules, ", "))) + "\n");
  }
  out.write(counted(replay.changed.size(), "decision") + " would be another, " +
            std::to_string(replay.same) + " the same");
  if (replay.without_input > 0) {
    out.write("; " + counted(replay.without_input, "record") +
              " cannot be judged again: gate: record_inputs: true keeps what was judged");
  }
  if (replay.unreadable > 0) {
    out.write("; " + counted(replay.unreadable, "line") + " cannot be read");
  }
  out.write("\n");
}

void write_json(const Replay& replay, Output& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "boltseal/replay/1");
  json.begin_array("changed");
  for (const ChangedDecision& changed : replay.changed) {
    json.begin_object();
    json.member("time", changed.time);
    json.member("door", changed.door);
    json.member("call", changed.call);
    json.member("what", changed.what);
    json.member("decision", changed.passes ? "allow" : "deny");
    json.begin_array("rules");
    for (const std::string& rule : changed.rules) json.value(rule);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.member("same", replay.same);
  json.member("without_input", replay.without_input);
  json.member("unreadable", replay.unreadable);
  json.end_object();
}

}  // namespace

ExitCode gate_replay(const Arguments& arguments, Console& console) {
  if (arguments.positional().size() < 2) {
    return wrong_usage(console, "gate", {"replay needs a file of records", {}, {}, {}});
  }
  const std::string& path = arguments.positional()[1];
  const Result<GatePolicy> policy = read_gate_policy(gate_policy_path(arguments));
  if (!policy) return failed(console, policy.error(), ExitCode::usage);
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& records = path == "-" ? std::cin : file;
  if (!records) return failed(console, {"cannot be read", path, {}, {}}, ExitCode::gaps);
  Replay replay;
  for (std::string line; std::getline(records, line);) replay_record(line, *policy, replay);
  if (arguments.value("format") == "json") {
    write_json(replay, console.out);
  } else {
    write_text(replay, console.out);
  }
  if (replay.without_input > 0 || replay.unreadable > 0) return ExitCode::gaps;
  return replay.changed.empty() ? ExitCode::clean : ExitCode::findings;
}

}  // namespace boltseal
