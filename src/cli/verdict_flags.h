#pragma once

#include "cli/command.h"
#include "cli/output_files.h"
#include "model/verdict.h"
#include "policy/policy.h"
#include "rules/profile.h"

namespace boltseal {

std::vector<std::string_view> rule_ids();
std::vector<std::string_view> severity_names();  ///< And "never".

/// The flags of every command that shows a verdict.
namespace verdict_flags {
inline constexpr Flag format{
    .name = "format",
    .letter = 'f',
    .value = "NAME",
    .help = "How to show the result: text (default), json, sarif, junit, github, gitlab or html",
    .choices = format_names};
inline constexpr Flag output{.name = "output",
                             .letter = 'o',
                             .value = "NAME=FILE",
                             .help = "Also write the result in the format NAME to FILE",
                             .repeatable = true};
inline constexpr Flag fail_on{
    .name = "fail-on",
    .value = "SEVERITY",
    .help =
        "Exit with 1 from this severity on: info, low, medium (default), high, critical, "
        "never",
    .choices = severity_names};
inline constexpr Flag profile{
    .name = "profile",
    .value = "NAME[@VERSION]",
    .help =
        "Which rules to apply: minimal, standard (default) or strict; or a level of the Pod "
        "Security Standards, pss-baseline or pss-restricted, as of a version of "
        "Kubernetes (@v1.24; default @latest)",
    .choices = profile_names,
    .refuse = refuse_profile};
inline constexpr Flag rule{.name = "rule",
                           .letter = 'r',
                           .value = "RULE",
                           .help = "Apply only this rule, whatever its profile",
                           .choices = rule_ids,
                           .repeatable = true};
inline constexpr Flag allow_gaps{.name = "allow-gaps",
                                 .help = "Do not exit with 3 when something could not be examined"};
inline constexpr Flag quiet{
    .name = "quiet", .letter = 'q', .help = "One line for each finding and nothing else"};
inline constexpr Flag verbose{
    .name = "verbose", .letter = 'v', .help = "Say for each finding why it matters"};
inline constexpr Flag jobs{.name = "jobs",
                           .letter = 'j',
                           .value = "N",
                           .help = "Work with N threads (default: one for each core)",
                           .is_number = true};
}  // namespace verdict_flags

/// What a verdict makes of the exit code, by --fail-on, --allow-gaps and the policy.
ExitCode exit_code(const Verdict& verdict, const Arguments& arguments, const Policy& policy);

/// The profile that the flags ask for, else the policy, else standard.
AskedProfile asked_profile(const Arguments& arguments, const Policy& policy);

/// How the flags want a verdict to be shown on standard output.
ReportOptions report_options(const Arguments& arguments, AskedProfile profile,
                             const Console& console);

}  // namespace boltseal
