#include "scan/scan.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

#include "archive/decoder.h"
#include "base/confinement.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/advisory_file.h"
#include "cli/command.h"
#include "cli/failed.h"
#include "cli/scan_input.h"
#include "cli/scan_outputs.h"
#include "report/scan_report.h"
#include "report/text_layout.h"
#include "scan/spool.h"

namespace boltseal {
namespace {

std::vector<std::string_view> ratings() {
  return {"negligible", "low", "medium", "high", "critical", "never"};
}

std::string refuse_platform(std::string_view text) {
  return parse_platform(text) ? "" : "a platform is written as linux/arm64";
}

constexpr std::array flags = {
    Flag{.name = "format",
         .letter = 'f',
         .value = "NAME",
         .help = "How to show the result: text (default), json, sarif, cyclonedx, spdx, html or "
                 "gitlab",
         .choices = scan_format_names},
    Flag{.name = "output",
         .letter = 'o',
         .value = "NAME=FILE",
         .help = "Also write the result in the format NAME to FILE",
         .repeatable = true},
    Flag{.name = "db",
         .value = "FILE",
         .help = "The advisory file (default: the one that `boltseal db update` keeps)"},
    Flag{.name = "db-key",
         .value = "FILE",
         .help = "The public key by which the advisory file has to be signed, in PEM"},
    Flag{.name = "fail-on",
         .value = "SEVERITY",
         .help = "Exit with 1 from this severity on: negligible, low, medium (default), high, "
                 "critical, never",
         .choices = ratings},
    Flag{.name = "allow-gaps", .help = "Do not exit with 3 when something could not be examined"},
    Flag{.name = "only-fixed", .help = "Leave out vulnerabilities for which there is no fix"},
    Flag{.name = "host", .help = "Scan this machine"},
    Flag{.name = "platform",
         .value = "OS/ARCH",
         .help = "Which of an image's platforms is meant: linux/arm64 (default: this machine's)",
         .refuse = refuse_platform},
    Flag{.name = "insecure",
         .value = "HOST",
         .help = "A registry whose certificate is not verified, and that may do without TLS",
         .repeatable = true},
    Flag{
        .name = "image", .value = "NAME", .help = "Which of several images in an archive is meant"},
    Flag{.name = "max-age",
         .value = "DAYS",
         .help = "Older advisories are a gap (default 14)",
         .is_number = true},
    Flag{.name = "verify",
         .help = "Also compare layers that are not compressed with their digests"},
    Flag{.name = "no-cache", .help = "Do not keep what was read of layers, nor use what was kept"},
    Flag{.name = "jobs",
         .letter = 'j',
         .value = "N",
         .help = "How many threads work (default: one for each core)",
         .is_number = true},
    Flag{.name = "quiet", .letter = 'q', .help = "One line for each vulnerability, and no more"},
    Flag{.name = "verbose", .letter = 'v', .help = "Each vulnerability, and every package"},
};

constexpr std::array examples = {
    Example{"boltseal scan image.tar", "An archive of docker save, or of OCI's layout"},
    Example{"boltseal scan --platform=linux/arm64 layout/", "One platform of an OCI layout"},
    Example{"boltseal scan registry:alpine:3.18", "An image of a registry"},
    Example{"boltseal scan docker:web", "An image of the local Docker; podman:web of Podman"},
    Example{"boltseal scan rootfs.tar.gz", "A root file system"},
    Example{"boltseal scan --host --only-fixed", "What this machine should upgrade"},
    Example{"boltseal scan --format=json --output=text=/dev/stderr image.tar",
            "For a program and for people"},
};

// What nobody has rated yet counts as medium: it is not known to be harmless.
bool fails(const ScanResult& result, std::string_view fail_on) {
  if (fail_on == "never") return false;
  return std::ranges::any_of(result.matches, [&](const VulnerabilityMatch& match) {
    const Rating rating = match.rating == Rating::unknown ? Rating::medium : match.rating;
    for (int i = 0; i <= static_cast<int>(rating); ++i) {
      if (name_of(static_cast<Rating>(i)) == fail_on) return true;
    }
    return false;
  });
}

// What the worker needs of the disk. Libraries that it loads late are loaded now.
Confinement confinement_of(const ScanOptions& options) {
  static_cast<void>(gzip_decoder());
  static_cast<void>(sha256_digest({}));
  Confinement confinement;
  confinement.readable = {options.inventory.input};
  if (!options.inventory.cache.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.inventory.cache, error);
    confinement.writable.push_back(options.inventory.cache);
  }
  confinement.writable.push_back(spool_folder());
  return confinement;
}

// In the worker.
ExitCode scan_and_report(const Arguments& arguments, const ScanOptions& options,
                         ScanReportOptions shown, ScanFiles& files, Console& console) {
  const auto start = std::chrono::steady_clock::now();
  const Result<ScanResult> result = scan(options);
  if (!result) return failed(console, result.error(), ExitCode::gaps);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  shown.milliseconds = took.count();
  const ScanReport* const report =
      find_scan_report(arguments.value("format", all_scan_reports()[0]->name));
  report->write(*result, shown, console.out);
  files.fill(*result, shown);
  if (fails(*result, arguments.value("fail-on", "medium"))) return ExitCode::findings;
  if (!result->gaps.empty() && !arguments.has("allow-gaps")) return ExitCode::gaps;
  return ExitCode::clean;
}

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
  ScanOptions options;
  if (arguments.has("platform")) {
    options.inventory.platform = parse_platform(arguments.value("platform"));
  }
  options.inventory.image = arguments.value("image");
  options.inventory.verify = arguments.has("verify");
  if (const auto jobs = parse_int(arguments.value("jobs"))) {
    options.inventory.threads = static_cast<unsigned>(*jobs);
  }
  if (!arguments.has("no-cache")) options.inventory.cache = cache_folder("layers");
  // The worker sees nothing that an update puts in its place later.
  std::optional<LookupBytes> advisories;
  if (const std::string path = advisory_file(arguments.value("db")); !path.empty()) {
    auto opened = LookupBytes::open(path);
    if (!opened) return failed(console, opened.error(), ExitCode::gaps);
    advisories.emplace(std::move(*opened));
    options.database = &*advisories;
  }
  const auto key = advisory_key(arguments.value("db-key"), arguments);
  if (!key) return failed(console, key.error(), ExitCode::usage);
  options.database_key = *key;
  options.only_fixed = arguments.has("only-fixed");
  options.today = today();
  options.most_age = static_cast<int>(parse_int(arguments.value("max-age")).value_or(14));

  const auto insecure = arguments.values("insecure");
  const Result<ScanInput> input =
      obtain(host ? "/" : arguments.positional().front(), options.inventory.platform,
             {insecure.begin(), insecure.end()},
             arguments.has("no-cache") ? std::string() : cache_folder("images"), console);
  if (!input) return failed(console, input.error(), ExitCode::gaps);
  options.inventory.input = input->path;
  options.inventory.subject = host ? "this machine" : input->subject;
  ScanReportOptions shown;
  shown.version = version();
  shown.timestamp = timestamp();
  shown.color = console.out_color;
  shown.width = console.out_width;
  shown.quiet = arguments.has("quiet");
  shown.verbose = arguments.has("verbose");
  ScanFiles files(*outputs);
  const WorkerEnd end = run_in_worker([&] {
    shown.confined_by = confine(confinement_of(options));
    return static_cast<int>(scan_and_report(arguments, options, shown, files, console));
  });
  if (end.signal != 0) {
    return failed(console,
                  {"the scan ended in the middle (" + std::string(sigdescr_np(end.signal)) +
                       "): the input changed while it was read, or boltseal has a fault",
                   options.inventory.subject,
                   {},
                   {}},
                  ExitCode::gaps);
  }
  const auto code = static_cast<ExitCode>(end.status);
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
        "in an advisory file (see `boltseal db`). What could not be examined is said, and makes "
        "the exit code 3.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 1,
    .run = run_scan,
};

}  // namespace boltseal
