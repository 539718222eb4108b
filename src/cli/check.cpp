#include "cli/check.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "check/check.h"
#include "cli/failed.h"
#include "cli/fix.h"
#include "cli/online.h"
#include "cli/output_files.h"
#include "cli/project.h"
#include "cli/since.h"
#include "cli/standard_input.h"
#include "cli/verdict_flags.h"
#include "cli/write_file.h"
#include "images/online_registries.h"
#include "policy/baseline.h"
#include "report/report.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

// A digest that was asked for and is not known leaves a gap like a file that cannot be read.
ExitCode with_digests(ExitCode code, const ImageDigests& digests, const Arguments& arguments,
                      Console& console) {
  const auto unknown =
      std::ranges::count_if(digests, [](const auto& answer) { return !answer.second.has_value(); });
  if (unknown == 0) return code;
  console.err.write(paint(console.err_color, Paint::high, "error") + ": the digest of " +
                    counted(static_cast<std::size_t>(unknown), "image") + " is unknown\n");
  return code == ExitCode::clean && !arguments.has("allow-gaps") ? ExitCode::gaps : code;
}

Safety riskiest_of(const Arguments& arguments) {
  const std::string_view scope = arguments.value("fix");
  return scope == "all" ? Safety::guess : Safety::safe;
}

ImageDigests ask_online(const Arguments& arguments, const CheckOptions& options, const Files& files,
                        Console& console) {
  const auto& insecure = arguments.values("insecure");
  const auto registries = online_registries(files, {insecure.begin(), insecure.end()});
  return ask_for_digests(options, files, *registries, console);
}

FixOptions fix_options_of(const Arguments& arguments, const CheckOptions& options) {
  FixOptions how;
  how.only_diff = arguments.has("diff");
  if (!arguments.has("prove")) return how;
  ProofOptions& proof = how.proof.emplace();
  proof.paths = options.paths;
  proof.command = trim(arguments.value("prove"));
  proof.outside = arguments.has("online");
  if (const auto seconds = parse_int(arguments.value("prove-timeout"))) {
    proof.most_time = std::chrono::seconds(*seconds);
  }
  return how;
}

// Whoever is told that a repair makes something worse has something to look at.
ExitCode with_outcome(ExitCode code, FixOutcome outcome, const Arguments& arguments) {
  if (outcome == FixOutcome::not_written || code == ExitCode::usage) return ExitCode::usage;
  if (outcome == FixOutcome::worse) return ExitCode::findings;
  const bool is_gap = outcome == FixOutcome::unproved && !arguments.has("allow-gaps");
  return is_gap && code == ExitCode::clean ? ExitCode::gaps : code;
}

// Why the flags around --fix do not go together; empty when they do.
std::string refuse_fix(const Arguments& arguments, const std::vector<std::string>& paths) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> needs = {
      {{"diff", "fix"},
       {"prove", "fix"},
       {"online", "fix"},
       {"prove-timeout", "prove"},
       {"insecure", "online"}}};
  for (const auto& [flag, other] : needs) {
    if (arguments.has(flag) && !arguments.has(other)) {
      return "--" + std::string(flag) + " goes with --" + std::string(other);
    }
  }
  if (!arguments.has("fix") || std::ranges::count(paths, "-") == 0) return {};
  if (arguments.has("prove")) return "standard input cannot be started; name a file";
  return arguments.has("diff") ? "" : "standard input cannot be mended in place; add --diff";
}

std::vector<std::string> paths_of(const Arguments& arguments) {
  std::vector<std::string> paths = arguments.positional();
  if (paths.empty()) paths.emplace_back(".");
  return paths;
}

CheckOptions options_of(const Arguments& arguments, const ProjectPolicy& project) {
  CheckOptions options;
  options.paths = paths_of(arguments);
  options.policy = &project.policy;
  options.whole_project = project.whole_project;
  options.honour_comments = !arguments.has("isolated");
  options.note_subjects = arguments.has("base");
  options.profile = asked_profile(arguments, project.policy);
  for (const std::string& id : arguments.values("rule")) options.rules.push_back(find_rule(id));
  options.source = arguments.value("as");
  if (arguments.has("jobs")) {
    options.threads = static_cast<unsigned>(*parse_int(arguments.value("jobs")));
  }
  return options;
}

/// Takes out what was there before, as --base and --baseline ask.
Result<void> keep_what_is_new(const Arguments& arguments, const CheckOptions& options,
                              const Files& files, Verdict& verdict, Console& console) {
  if (arguments.has("base")) {
    const std::string revision(arguments.value("base"));
    if (const auto done = keep_changes_since(revision, options, files, verdict); !done) return done;
  }
  if (!arguments.has("baseline")) return {};
  const std::string path(arguments.value("baseline"));
  Result<std::string> text = files.read(path);
  if (!text) return std::unexpected(text.error());
  const Result<Baseline> baseline = read_baseline(File{path, std::move(*text)});
  if (!baseline) return std::unexpected(baseline.error());
  // Only a look at everything tells that something is gone.
  const std::size_t gone = apply_baseline(verdict, *baseline);
  if (gone > 0 && arguments.positional().empty()) {
    console.err.write(counted(gone, "finding") + " of " + sanitize(path) +
                      " gone: --write-baseline=" + sanitize(path) + " forgets what was repaired\n");
  }
  return {};
}

Result<void> write_down(const std::string& path, Verdict& verdict) {
  const Result<void> done = write_file(path, write_baseline(verdict, directory_of(path)));
  if (!done) return done;
  for (ShownFinding& finding : verdict.findings) {
    Accepted accepted;
    accepted.finding = std::move(finding);
    accepted.by = Accepted::By::baseline;
    verdict.accepted.push_back(std::move(accepted));
  }
  verdict.findings.clear();
  return {};
}

}  // namespace

ExitCode run_check(const Arguments& arguments, Console& console) {
  const StandardInputOnce files;
  const Result<ProjectPolicy> project = project_policy(arguments, paths_of(arguments), files);
  if (!project) return wrong_configuration(console, project.error(), files);
  CheckOptions options = options_of(arguments, *project);
  const Result<std::vector<OutputFile>> outputs = output_files(arguments.values("output"));
  if (!outputs) return wrong_usage(console, "check", outputs.error());
  const Report* const report = find_report(arguments.value("format", all_reports()[0]->name));
  if (const std::string why = refuse_fix(arguments, options.paths); !why.empty()) {
    return wrong_usage(console, "check", {why, {}, {}, {}});
  }
  // A digest can change behaviour, so that a safe repair has no use for it.
  const ImageDigests digests = arguments.has("online") && riskiest_of(arguments) != Safety::safe
                                   ? ask_online(arguments, options, files, console)
                                   : ImageDigests();
  if (arguments.has("online")) options.digests = &digests;
  const FixOptions how = fix_options_of(arguments, options);
  const auto start = std::chrono::steady_clock::now();
  Repairs repairs;
  FixOutcome outcome = FixOutcome::done;
  Verdict verdict;
  if (arguments.has("fix")) {
    repairs = repair(options, riskiest_of(arguments), files);
    if (!how.only_diff) outcome = fix(repairs, how, files, console);
    const bool is_mended = !how.only_diff && outcome == FixOutcome::done;
    verdict = std::move(is_mended ? repairs.after : repairs.before);
  }
  if (!arguments.has("fix") || outcome == FixOutcome::not_written) verdict = check(options, files);
  if (const auto done = keep_what_is_new(arguments, options, files, verdict, console); !done) {
    return wrong_configuration(console, done.error(), files);
  }
  if (arguments.has("write-baseline")) {
    const auto done = write_down(std::string(arguments.value("write-baseline")), verdict);
    if (!done) return wrong_configuration(console, done.error(), files);
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;

  ReportOptions shown = report_options(arguments, options.profile, console);
  shown.milliseconds = took.count();
  if (how.only_diff) {
    outcome = fix(repairs, how, files, console);
  } else {
    report->write(verdict, shown, console.out);
  }
  if (!verdict.errors.empty() && (how.only_diff || report != all_reports()[0])) {
    console.err.write(paint(console.err_color, Paint::high, "error") + ": " +
                      counted(verdict.errors.size(), "place") + " could not be examined\n");
  }
  if (!write_outputs(verdict, shown, *outputs, console)) return ExitCode::usage;
  const ExitCode code =
      with_outcome(exit_code(verdict, arguments, project->policy), outcome, arguments);
  return with_digests(code, digests, arguments, console);
}

}  // namespace boltseal
