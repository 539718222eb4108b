#include "gate/recorder.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/syslog.h"
#include "base/text.h"
#include "base/write_all.h"
#include "gate/record_file.h"

namespace boltseal {

Result<void> keep_record(const GateSettings& settings, std::string_view record) {
  if (settings.records.empty()) return {};
  if (settings.records == "syslog") {
    return send_to_syslog(SyslogLevel::notice, trim(record));
  }
  if (settings.records == "stdout") {
    static std::mutex one_at_a_time;  // a pipe takes long lines in pieces
    const std::scoped_lock lock(one_at_a_time);
    if (write_all(STDOUT_FILENO, record)) return {};
    return fail(std::string("cannot be written: ") + std::strerror(errno), "standard output");
  }
  return append_record({.path = settings.records,
                        .size = static_cast<std::uint64_t>(settings.records_size) << 20,
                        .kept = static_cast<int>(settings.records_kept)},
                       record);
}

namespace {

std::string text_of(const Error& error) {
  std::string text = sanitize(error.path) + " " + error.message;
  if (error.remedy.empty()) return text;
  return text + (text.ends_with('?') ? " " : ". ") + error.remedy;
}

}  // namespace

Result<void> keep_decision(std::string_view record, const Decision& decision,
                           const GatePolicy& policy) {
  // That nobody listens at the machine's log stops nothing.
  if (decision.break_glass) {
    static_cast<void>(send_to_syslog(SyslogLevel::alert, "BREAK GLASS: " + std::string(record)));
  }
  Result<void> kept = keep_record(policy.policy.gate, record);
  if (!kept) {
    static_cast<void>(send_to_syslog(SyslogLevel::alert,
                                     "a decision could not be recorded: " + text_of(kept.error())));
  }
  return kept;
}

Recorded record(const GateRequest& request, const Decision& decision, const GatePolicy& policy) {
  const Result<void> kept = keep_decision(record_of(request, decision, policy), decision, policy);
  if (!decision.proceeds) return {.refusal = denial_text(decision), .is_lost = !kept};
  if (kept) return {};
  if (policy.mode == GateMode::audit) return {.refusal = {}, .is_lost = true};
  return {.refusal = "the decision cannot be recorded: " + text_of(kept.error()), .is_lost = true};
}

std::string unusable_policy(const Error& error) {
  return "its policy cannot be used: " + text_of(error);
}

}  // namespace boltseal
