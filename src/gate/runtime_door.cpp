#include "gate/runtime_door.h"

#include <utility>

#include "base/files.h"
#include "base/json_writer.h"
#include "base/read_input.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "gate/judged_text.h"
#include "gate/recorder.h"
#include "gate/runtime_spec.h"

namespace boltseal {
namespace {

constexpr std::size_t most_input = 1 << 20;  // bytes of `update --resources -`

bool reads_input(const RuntimeCall& call) {
  for (const auto& [name, value] : call.options) {
    if ((name == "resources" || name == "r") && value == "-") return call.command == "update";
  }
  return false;
}

// What is not understood may ask for anything.
Result<void> check_words(const RuntimeCall& call) {
  if (!is_judged(call)) {
    return fail("\"" + sanitize(call.command) + "\" is no command of a runtime that is known");
  }
  if (call.unknown.empty()) return {};
  return fail("the option " + sanitize(call.unknown) +
              " is none of a runtime that is known, or has no value");
}

}  // namespace

RuntimeAnswer answer_runtime_call(std::span<const std::string> words,
                                  const std::string& policy_file) {
  RuntimeAnswer answer;
  const RuntimeCall call = read_runtime_call(words);
  answer.log = call.log;
  answer.logs_json = call.logs_json;
  const Result<GatePolicy> policy = read_gate_policy(policy_file);
  if (policy && !policy->policy.gate.runtime.empty()) {
    answer.runtime = policy->policy.gate.runtime;
  }
  if (is_harmless(call)) return answer;
  if (!policy) {
    answer.refusal = unusable_policy(policy.error());
    return answer;
  }
  if (policy->policy.gate.records == "stdout") {
    answer.refusal = unusable_policy(
        {"writes records to standard output, which is the container's", policy_file, {}, {}});
    return answer;
  }
  if (reads_input(call)) answer.input = read_input(most_input);
  const Result<void> understood = check_words(call);
  Result<AskedSpec> asked = understood ? asked_spec(call, answer.runtime, words.first(call.globals),
                                                    answer.input.value_or(""))
                                       : Result<AskedSpec>(std::unexpected(understood.error()));
  // Whoever broke the glass wants what was asked for, as it was asked for.
  if (asked && policy->mode == GateMode::harden && !policy->is_broken()) {
    if (Result<void> done = harden(call, policy->policy.gate, *asked); !done) {
      asked = std::unexpected(done.error());
    }
  }
  GateRequest request{.door = "runtime", .call = call.command};
  request.what = "container " + call.id;
  if (asked) {
    request.path = asked->path;
    request.text = asked->text;
    request.hardened = asked->hardened;
  }
  const Decision decision = asked ? judge_text(request.door, request.path, request.text, *policy)
                                  : refuse(asked.error(), *policy);
  answer.refusal = record(request, decision, *policy).refusal;
  if (answer.refusal.empty() && asked && !asked->rewritten.empty()) {
    const Result<void> written = replace_file(asked->rewritten, asked->rewritten_text);
    if (!written) {
      answer.refusal = "what is safer cannot be written: " + sanitize(written.error().path) + " " +
                       written.error().message;
    }
  }
  return answer;
}

std::string runtime_log_line(const RuntimeAnswer& answer) {
  const std::string message = "boltseal: " + answer.refusal;
  if (!answer.logs_json)
    return "time=\"" + timestamp() + "\" level=error msg=\"" + message + "\"\n";
  StringOutput line;
  {
    JsonWriter out(line, JsonLayout::line);
    out.begin_object();
    out.member("level", "error");
    out.member("msg", message);
    out.member("time", timestamp());
    out.end_object();
  }
  return line.text;
}

}  // namespace boltseal
