#include <chrono>

#include "base/syslog.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/failed.h"
#include "cli/gate_actions.h"
#include "gate/break_glass.h"

namespace boltseal {
namespace {

ExitCode end(const std::string& policy, Console& console) {
  if (const Result<void> ended = end_break_glass(policy); !ended) {
    return failed(console, ended.error(), ExitCode::usage);
  }
  static_cast<void>(send_to_syslog(SyslogLevel::alert, "BREAK GLASS is over: gates refuse again"));
  console.out.write("gates refuse again what the policy does not let through\n");
  return ExitCode::clean;
}

}  // namespace

ExitCode gate_break_glass(const Arguments& arguments, Console& console) {
  const std::string policy = gate_policy_path(arguments);
  if (arguments.has("end")) return end(policy, console);
  if (arguments.value("reason").empty() || arguments.value("owner").empty()) {
    return wrong_usage(
        console, "gate",
        {"break-glass needs --reason and --owner: every record will say them", {}, {}, {}});
  }
  const std::chrono::hours hours(parse_int(arguments.value("hours", "1")).value_or(1));
  if (hours > most_break_glass) {
    return wrong_usage(console, "gate", {"--hours: 24 at most, then say it again", {}, {}, {}});
  }
  const BreakGlass word{
      .reason = std::string(arguments.value("reason")),
      .owner = std::string(arguments.value("owner")),
      .until = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + hours};
  if (const Result<void> kept = keep_break_glass(policy, word); !kept) {
    return failed(console, kept.error(), ExitCode::usage);
  }
  const std::string text = "until " + to_text(word.until) +
                           " gates refuse nothing: " + sanitize(word.reason) + " (" +
                           sanitize(word.owner) + ")";
  static_cast<void>(send_to_syslog(SyslogLevel::alert, "BREAK GLASS: " + text));
  console.out.write(text + "; boltseal gate break-glass --end ends it\n");
  return ExitCode::clean;
}

}  // namespace boltseal
