#include "cli/verdict_flags.h"

#include <algorithm>
#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

// Whether a finding of this severity makes the exit code 1.
bool fails(Severity severity, std::string_view fail_on) {
  const auto from = severity_named(fail_on);
  return from && severity >= *from;
}

}  // namespace

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const NamedRule& rule : all_rules()) ids.push_back(rule.id);
  return ids;
}

std::vector<std::string_view> severity_names() {
  return {"info", "low", "medium", "high", "critical", "never"};
}

ExitCode exit_code(const Verdict& verdict, const Arguments& arguments, const Policy& policy) {
  const std::string_view fail_on =
      arguments.value("fail-on", policy.fail_on.empty() ? "medium" : policy.fail_on);
  if (std::ranges::any_of(verdict.findings, [&](const ShownFinding& finding) {
        return fails(finding.severity, fail_on);
      })) {
    return ExitCode::findings;
  }
  if (!verdict.errors.empty() && !arguments.has("allow-gaps")) return ExitCode::gaps;
  return ExitCode::clean;
}

AskedProfile asked_profile(const Arguments& arguments, const Policy& policy) {
  const std::string_view stated =
      policy.profile.empty() ? std::string_view("standard") : policy.profile;
  return parse_profile(arguments.value("profile", stated)).value_or(AskedProfile{});
}

ReportOptions report_options(const Arguments& arguments, AskedProfile profile,
                             const Console& console) {
  ReportOptions shown;
  shown.version = version();
  shown.profile = profile;
  shown.verbose = arguments.has("verbose");
  shown.quiet = arguments.has("quiet");
  shown.color = console.out_color;
  shown.width = console.out_width;
  return shown;
}

}  // namespace boltseal
