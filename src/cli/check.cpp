#include "check/check.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "cli/command.h"
#include "cli/fix.h"
#include "cli/online.h"
#include "cli/project.h"
#include "cli/since.h"
#include "cli/standard_input.h"
#include "cli/write_file.h"
#include "images/online_registries.h"
#include "policy/baseline.h"
#include "report/report.h"
#include "report/text_layout.h"
#include "sources/source.h"

namespace boltseal {
namespace {

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const Report* report : all_reports()) names.push_back(report->name);
  return names;
}

std::vector<std::string_view> source_names() {
  std::vector<std::string_view> names;
  for (const Source* source : all_sources()) names.push_back(source->name);
  return names;
}

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const NamedRule& rule : all_rules()) ids.push_back(rule.id);
  return ids;
}

std::vector<std::string_view> severities() {
  return {"info", "low", "medium", "high", "critical", "never"};
}

// The value of --prove without a command: the health checks of the project itself.
constexpr std::string_view its_own_checks = " ";

std::vector<std::string_view> scopes() { return {"safe", "all"}; }

constexpr std::array flags = {
    Flag{.name = "format",
         .letter = 'f',
         .value = "NAME",
         .help =
             "How to show the result: text (default), json, sarif, junit, github, gitlab or html",
         .choices = format_names},
    Flag{.name = "output",
         .letter = 'o',
         .value = "NAME=FILE",
         .help = "Also write the result in the format NAME to FILE",
         .repeatable = true},
    Flag{.name = "fail-on",
         .value = "SEVERITY",
         .help = "Exit with 1 from this severity on: info, low, medium (default), high, critical, "
                 "never",
         .choices = severities},
    Flag{.name = "profile",
         .value = "NAME[@VERSION]",
         .help =
             "Which rules to apply: minimal, standard (default) or strict; or a level of the Pod "
             "Security Standards, pss-baseline or pss-restricted, as of a version of "
             "Kubernetes (@v1.24; default @latest)",
         .choices = profile_names,
         .refuse = refuse_profile},
    Flag{.name = "rule",
         .letter = 'r',
         .value = "RULE",
         .help = "Apply only this rule, whatever its profile",
         .choices = rule_ids,
         .repeatable = true},
    Flag{.name = "config",
         .value = "FILE",
         .help = "Read the policy from FILE instead of the nearest boltseal.yaml"},
    Flag{.name = "isolated",
         .help = "Take no policy and no allowance from the tree, and none from your home"},
    Flag{.name = "baseline",
         .value = "FILE",
         .help = "Accept the findings that FILE knows: only new ones count"},
    Flag{.name = "write-baseline",
         .value = "FILE",
         .help = "Write the findings of today to FILE, for --baseline, and accept them"},
    Flag{.name = "base",
         .value = "REV",
         .help = "Only what was weakened or added since this Git revision counts"},
    Flag{.name = "as",
         .value = "SOURCE",
         .help = "Read the files that are named as this kind instead of recognizing them",
         .choices = source_names},
    Flag{.name = "allow-gaps", .help = "Do not exit with 3 when something could not be examined"},
    Flag{.name = "quiet", .letter = 'q', .help = "One line for each finding and nothing else"},
    Flag{.name = "verbose", .letter = 'v', .help = "Say for each finding why it matters"},
    Flag{.name = "fix",
         .value = "SCOPE",
         .help = "Repair the files, then show what is left: safe changes only (default), or all, "
                 "also those that can change what a program may do",
         .choices = scopes,
         .implied = "safe"},
    Flag{.name = "diff", .help = "With --fix: show every change as a patch and write nothing"},
    Flag{.name = "online",
         .help =
             "With --fix=all: ask the registries, as your Docker or Podman would, which digests "
             "the images have today, and write them; without it nothing leaves this machine"},
    Flag{.name = "insecure",
         .value = "HOST",
         .help = "With --online: do not verify the certificate of this registry (HOST or "
                 "HOST:PORT), and speak plain HTTP where it has no TLS",
         .repeatable = true},
    Flag{.name = "prove",
         .value = "CMD",
         .help = "With --fix: build and start the Compose project before and after, apart from "
                 "everything else, on the local Docker or Podman, run the shell command CMD if one "
                 "is given, and write nothing unless all that worked still works",
         .implied = its_own_checks},
    Flag{.name = "prove-timeout",
         .value = "SECONDS",
         .help = "How long each step of --prove may take: one build, starting, CMD (default: 300)",
         .is_number = true},
    Flag{.name = "jobs",
         .letter = 'j',
         .value = "N",
         .help = "Work with N threads (default: one for each core)",
         .is_number = true},
};

constexpr std::array examples = {
    Example{"boltseal check", "Everything below this folder"},
    Example{"boltseal check compose.yaml web/Dockerfile", "These files, whatever their names"},
    Example{"boltseal check --fail-on=high --output=sarif=result.sarif",
            "In a pipeline: text in the log, SARIF for code scanning"},
    Example{"boltseal check --fix=all --diff", "What would be mended, as a patch"},
    Example{"boltseal check --fix=all --online --rule update/unpinned-image "
            "--rule update/mutable-tag",
            "Pin every image to the digest that its registry has today"},
    Example{"boltseal check --fix=all --prove",
            "Mend only what leaves every service as well as it was"},
    Example{"boltseal check --base=origin/main", "In a pull request: only what it makes worse"},
    Example{"boltseal check --profile=pss-restricted@v1.30 k8s/",
            "What Pod Security admission of Kubernetes 1.30 would refuse, and why"},
    Example{"helm template web | boltseal check --as=kubernetes -", "What another program writes"},
};

struct OutputFile {
  const Report* report;
  std::string path;
};

Result<std::vector<OutputFile>> output_files(std::span<const std::string> values) {
  std::vector<OutputFile> files;
  for (const std::string& value : values) {
    const std::size_t equals = value.find('=');
    const std::string_view name = std::string_view(value).substr(0, equals);
    if (equals == std::string::npos || equals + 1 == value.size()) {
      return fail("--output needs a format and a file: --output=sarif=result.sarif");
    }
    const Report* const report = find_report(name);
    if (report == nullptr) {
      return fail("--output does not know the format \"" + sanitize(name) + "\"" +
                  suggestion(name, format_names()));
    }
    files.push_back({report, value.substr(equals + 1)});
  }
  return files;
}

// Whether a finding of this severity makes the exit code 1.
bool fails(Severity severity, std::string_view fail_on) {
  if (fail_on == "never") return false;
  for (int i = 0; i <= static_cast<int>(severity); ++i) {
    if (name_of(static_cast<Severity>(i)) == fail_on) return true;
  }
  return false;
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
  const std::string& stated = project.policy.profile;
  options.profile = parse_profile(arguments.value("profile", stated.empty() ? "standard" : stated))
                        .value_or(AskedProfile{});
  for (const std::string& id : arguments.values("rule")) options.rules.push_back(find_rule(id));
  options.source = arguments.value("as");
  if (arguments.has("jobs")) {
    options.threads = static_cast<unsigned>(*parse_int(arguments.value("jobs")));
  }
  return options;
}

// Files hold everything, whatever is asked of standard output. False when one cannot be written.
bool write_outputs(const Verdict& verdict, ReportOptions shown,
                   const std::vector<OutputFile>& outputs, Console& console) {
  shown.quiet = shown.color = false;
  shown.width = 0;
  for (const OutputFile& output : outputs) {
    StringOutput whole;
    output.report->write(verdict, shown, whole);
    if (const Result<void> done = write_file(output.path, whole.text); !done) {
      console.err.write(paint(console.err_color, Paint::high, "error") + ": " +
                        sanitize(done.error().path) + " " + done.error().message + "\n");
      return false;
    }
  }
  return true;
}

// "web/boltseal.yaml:3:1  unknown key ..."
ExitCode wrong_configuration(Console& console, const Error& error, const Files& files) {
  std::string text = paint(console.err_color, Paint::high, "error") + ": ";
  if (!error.path.empty()) {
    text += sanitize(error.path);
    if (const auto source = files.read(error.path); source && error.span != ByteSpan{}) {
      const LineColumn at = LineIndex(*source).locate(error.span.begin);
      text += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    }
    text += "  ";
  }
  text += error.message;
  if (!error.remedy.empty()) text += "; " + error.remedy;
  console.err.write(text + "\n");
  return ExitCode::usage;
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

  ReportOptions shown;
  shown.version = version();
  shown.profile = options.profile;
  shown.verbose = arguments.has("verbose");
  shown.milliseconds = took.count();
  shown.quiet = arguments.has("quiet");
  shown.color = console.out_color;
  shown.width = console.out_width;
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

}  // namespace

extern const CliCommand check_command{
    .name = "check",
    .arguments = "[PATH...]",
    .summary = "Check files that build, configure and deploy containers",
    .description =
        "Reads Dockerfiles, Compose files, Kubernetes manifests, scripts and pipelines that run "
        "containers, and the Docker daemon's configuration. Folders are walked; what .gitignore or "
        ".boltsealignore exclude is left out. A file that is named is always read; - is standard "
        "input.\n"
        "\n"
        "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, 3 something could "
        "not be examined.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 100000,
    .run = run_check,
};

}  // namespace boltseal
