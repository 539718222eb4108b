#include "gate/runtime_door.h"

#include <unistd.h>

#include <map>
#include <utility>

#include "base/digest.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "gate/runtime_spec.h"

namespace boltseal {
namespace {

constexpr std::size_t most_input = 1 << 20;  // bytes of `update --resources -`

std::string standard_input() {
  std::string text(most_input, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(STDIN_FILENO, text.data() + size, text.size() - size);
    if (count <= 0) break;
    size += static_cast<std::size_t>(count);
  }
  text.resize(size);
  return text;
}

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

Decision decide_call(const Result<AskedSpec>& asked, const GatePolicy& policy) {
  if (!asked) return refuse(asked.error(), policy);
  const MemoryFiles files(std::map<std::string, std::string>{{asked->path, asked->text}});
  Unit unit = open_unit(asked->path, find_source("oci"), files);
  if (unit.inventory.workloads.empty() && unit.inventory.errors.empty()) {
    return refuse({"is no configuration of a container", asked->path, {}, {}}, policy);
  }
  return decide(std::move(unit), policy);
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
    const Error& error = policy.error();
    answer.refusal = "its policy cannot be used: " + sanitize(error.path) + " " + error.message;
    return answer;
  }
  if (reads_input(call)) answer.input = standard_input();
  const Result<void> understood = check_words(call);
  const Result<AskedSpec> asked =
      understood
          ? asked_spec(call, answer.runtime, words.first(call.globals), answer.input.value_or(""))
          : Result<AskedSpec>(std::unexpected(understood.error()));
  const Decision decision = decide_call(asked, *policy);
  if (!decision.proceeds) answer.refusal = denial_text(decision);
  if (policy->policy.gate.records.empty()) return answer;
  const GateRequest request{.door = "runtime",
                            .call = call.command,
                            .who = {},
                            .what = "container " + call.id,
                            .digest = asked ? sha256_digest(asked->text) : std::string()};
  const auto recorded =
      append_record(policy->policy.gate.records, record_of(request, decision, *policy));
  if (!recorded && policy->enforces && answer.refusal.empty()) {
    answer.refusal = "the decision cannot be recorded: " + recorded.error().path + " " +
                     recorded.error().message + ". " + recorded.error().remedy;
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
