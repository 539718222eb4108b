#include <array>

#include "base/files.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/command.h"
#include "cli/failed.h"
#include "cli/project.h"
#include "cli/scan_outputs.h"
#include "cli/scan_run.h"
#include "report/scan_report.h"
#include "scan/fail_on.h"

namespace boltseal {
namespace {

std::vector<std::string_view> ratings() {
  return {"negligible", "low", "medium", "high", "critical", "never"};
}

std::vector<std::string_view> parts() { return {"vulnerabilities", "practices"}; }

// The others are about pods.
std::vector<std::string_view> profiles() { return {"minimal", "standard", "strict"}; }

constexpr std::array flags = {
    Flag{.name = "format",
         .letter = 'f',
         .value = "NAME",
         .help = "How to show the result: text (default), json, sarif, cyclonedx, spdx, html, "
                 "gitlab or github",
         .choices = scan_format_names},
    Flag{.name = "output",
         .letter = 'o',
         .value = "NAME=FILE",
         .help = "Also write the result in the format NAME to FILE",
         .repeatable = true},
    scan_flags::db,
    scan_flags::db_key,
    Flag{.name = "fail-on",
         .value = "SEVERITY",
         .help = "Exit with 1 from this severity on: negligible, low, medium (default), high, "
                 "critical, never",
         .choices = ratings},
    Flag{.name = "allow-gaps", .help = "Do not exit with 3 when something could not be examined"},
    Flag{.name = "only-fixed", .help = "Leave out vulnerabilities for which there is no fix"},
    Flag{.name = "only",
         .value = "WHAT",
         .help = "Look for one thing alone: vulnerabilities, or practices that the image breaks",
         .choices = parts},
    Flag{.name = "profile",
         .value = "NAME",
         .help = "Which rules to apply to an image: minimal, standard (default) or strict",
         .choices = profiles},
    policy_flags::config,
    policy_flags::isolated,
    scan_flags::host,
    scan_flags::platform,
    scan_flags::insecure,
    scan_flags::image,
    Flag{.name = "max-age",
         .value = "DAYS",
         .help = "Older advisories are a gap (default 14)",
         .is_number = true},
    scan_flags::verify,
    scan_flags::no_cache,
    scan_flags::jobs,
    Flag{.name = "quiet", .letter = 'q', .help = "One line for each finding, and no more"},
    Flag{.name = "verbose", .letter = 'v', .help = "Each vulnerability, and every package"},
};

constexpr std::array examples = {
    Example{"boltseal scan image.tar", "An image, as docker save or an OCI layout gives it"},
    Example{"boltseal scan --platform=linux/arm64 layout/", "One platform of an OCI layout"},
    Example{"boltseal scan registry:alpine:3.18", "An image of a registry"},
    Example{"boltseal scan docker:web", "An image of the local Docker; podman:web of Podman"},
    Example{"boltseal scan rootfs.tar.gz", "A root file system"},
    Example{"boltseal scan --only=practices --profile=strict image.tar",
            "How the image is made, whatever its packages"},
    Example{"boltseal scan --host --only-fixed", "What this machine should upgrade"},
    Example{"boltseal scan --format=json --output=text=/dev/stderr image.tar",
            "For a program and for people"},
};

ExitCode run_scan(const Arguments& arguments, Console& console) {
  const bool host = arguments.has("host");
  if (arguments.positional().size() != (host ? 0 : 1)) {
    return wrong_usage(console, "scan",
                       {host ? "--host takes no path" : "say what to scan",
                        {},
                        {},
                        host ? "" : "an image archive, a root file system, or --host"});
  }
  const auto outputs = scan_output_files(arguments.values("output"));
  if (!outputs) return wrong_usage(console, "scan", outputs.error());
  // Nobody looks for a policy in what is scanned: it is not there to say what is allowed in it.
  const DiskFiles disk;
  const Result<ProjectPolicy> project = project_policy(arguments, {"."}, disk);
  if (!project) return failed(console, project.error(), ExitCode::usage);
  const Policy& policy = project->policy;
  Result<PreparedScan> prepared =
      prepare_scan(arguments, host ? "" : arguments.positional().front(), console);
  if (!prepared) return failed(console, prepared.error(), ExitCode::gaps);
  prepared->options.only_fixed = arguments.has("only-fixed");
  prepared->options.most_age = static_cast<int>(parse_int(arguments.value("max-age")).value_or(14));
  prepared->options.vulnerabilities = arguments.value("only") != "practices";
  prepared->options.practices = arguments.value("only") != "vulnerabilities";
  prepared->options.profile = image_profile(arguments, policy);
  prepared->options.policy = &policy;
  ScanReportOptions shown;
  shown.version = version();
  shown.timestamp = timestamp();
  shown.color = console.out_color;
  shown.width = console.out_width;
  shown.quiet = arguments.has("quiet");
  shown.verbose = arguments.has("verbose");
  ScanFiles files(*outputs);
  const ExitCode code = scan_in_worker(
      prepared->options,
      [&](const ScanResult& result, const ScanRun& run) {
        shown.confined_by = run.confined_by;
        shown.milliseconds = run.milliseconds;
        const ScanReport* const report =
            find_scan_report(arguments.value("format", all_scan_reports()[0]->name));
        report->write(result, shown, console.out);
        if (!files.fill(result, shown)) {
          return failed(console, {"there is no memory for what --output asks for", {}, {}, {}},
                        ExitCode::usage);
        }
        std::string_view stated = "medium";
        if (!policy.fail_on.empty()) stated = policy.fail_on;
        if (fails(result, arguments.value("fail-on", stated))) return ExitCode::findings;
        if (!result.gaps.empty() && !arguments.has("allow-gaps")) return ExitCode::gaps;
        return ExitCode::clean;
      },
      console);
  return files.write(console) ? code : ExitCode::usage;
}

}  // namespace

extern const CliCommand scan_command;
const CliCommand scan_command = {
    .name = "scan",
    .arguments = "IMAGE",
    .summary =
        "List what is inside an image or a file system, and what is known to be wrong with it",
    .description =
        "Reads the package databases of an image (an archive of docker save or an OCI layout), of "
        "a "
        "root file system (a folder or a tar archive) or of this machine, and looks each package "
        "up "
        "in an advisory file (see `boltseal db`). The configuration, the history and the files of "
        "an image are judged by rules as well (see `boltseal rules`). What could not be examined "
        "is said, and makes "
        "the exit code 3.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 1,
    .run = run_scan,
};

}  // namespace boltseal
