// What an engine hands to its runtime: words, and a configuration of a container that is judged
// and made safer.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"
#include "gate/harden.h"
#include "gate/judged_text.h"
#include "gate/record.h"
#include "gate/replay.h"
#include "gate/runtime_call.h"

namespace {

const boltseal::GatePolicy& policy() {
  static const boltseal::GatePolicy policy = [] {
    boltseal::GatePolicy made;
    boltseal::CheckOptions rules;
    rules.policy = &made.policy;
    made.rules = boltseal::rules_of(rules);
    made.policy.gate.record_inputs = true;
    return made;
  }();
  return policy;
}

void read_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const boltseal::RuntimeCall call = boltseal::read_runtime_call(words);
  if (call.globals > words.size()) std::abort();
}

void judge(const std::string& text) {
  const boltseal::GateRequest request{
      .door = "runtime", .call = "create", .path = "config.json", .text = text};
  const auto decision = boltseal::judge_text("runtime", "config.json", text, policy());
  // A record holds what it was made from, whatever that is, in one line.
  const std::string record = boltseal::record_of(request, decision, policy());
  if (record.find('\n') != record.size() - 1) std::abort();
  boltseal::Replay replay;
  boltseal::replay_record(record, policy(), replay);
  if (replay.unreadable != 0) std::abort();

  const auto once = boltseal::harden_spec(text, policy().policy.gate);
  if (!once) return;
  const auto twice = boltseal::harden_spec(once->text, policy().policy.gate);
  if (!twice || !twice->changed.empty() || twice->text != once->text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read_words(text);
  judge(text);
  return 0;
}
