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

std::string recorded_refusal(const GateRequest& request, const Decision& decision,
                             const GatePolicy& policy) {
  const std::string record = record_of(request, decision, policy);
  if (decision.break_glass) {
    // Whoever watches the log hears of it; that nobody listens there stops nothing, it is recorded.
    static_cast<void>(send_to_syslog(SyslogLevel::alert, "BREAK GLASS: " + record));
  }
  const Result<void> kept = keep_record(policy.policy.gate, record);
  if (!decision.proceeds) return denial_text(decision);
  if (kept || policy.mode == GateMode::audit) return {};
  return "the decision cannot be recorded: " + text_of(kept.error());
}

std::string unusable_policy(const Error& error) {
  return "its policy cannot be used: " + text_of(error);
}

}  // namespace boltseal
