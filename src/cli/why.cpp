#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/command.h"
#include "cli/failed.h"
#include "cli/scan_run.h"
#include "report/text_layout.h"
#include "report/why_report.h"
#include "scan/requirers.h"

namespace boltseal {
namespace {

std::vector<std::string_view> formats() { return {"text", "json"}; }

constexpr std::array flags = {
    Flag{.name = "format",
         .letter = 'f',
         .value = "NAME",
         .help = "How to show the result: text (default) or json",
         .choices = formats},
    scan_flags::db,
    scan_flags::db_key,
    scan_flags::host,
    scan_flags::platform,
    scan_flags::insecure,
    scan_flags::image,
    scan_flags::verify,
    scan_flags::no_cache,
    scan_flags::jobs,
};

constexpr std::array examples = {
    Example{"boltseal why libssl3 image.tar", "What brought a package, and who requires it"},
    Example{"boltseal why openssl docker:web", "All that was built from one source"},
    Example{"boltseal why --host liblzma5", "The same on this machine"},
};

// 3 when the package may be in what could not be read.
ExitCode not_found(const ScanResult& result, const std::string& name, Console& console) {
  std::vector<std::string_view> names;
  for (const FoundPackage& found : result.inventory.packages) {
    names.push_back(found.package.name);
    names.push_back(found.package.source_name);
  }
  console.err.write(paint(console.err_color, Paint::high, "error") + ": " +
                    sanitize(result.inventory.subject) + " has no package \"" + sanitize(name) +
                    "\"" + sanitize(suggestion(name, names)) + "\n");
  for (std::size_t i = 0; i < result.unread; ++i) {
    const Gap& gap = result.gaps[i];
    console.err.write("not examined: " + sanitize(gap.what + " " + gap.why) + "\n");
  }
  return result.unread > 0 ? ExitCode::gaps : ExitCode::usage;
}

ExitCode run_why(const Arguments& arguments, Console& console) {
  const bool host = arguments.has("host");
  const auto& words = arguments.positional();
  if (words.size() != (host ? 1 : 2)) {
    return wrong_usage(console, "why",
                       {host ? "say which package, and no path"
                             : "say which package and where: boltseal why PACKAGE IMAGE",
                        {},
                        {},
                        {}});
  }
  const std::string& name = words.front();
  const Result<PreparedScan> prepared = prepare_scan(arguments, words.back(), console);
  if (!prepared) return failed(console, prepared.error(), ExitCode::gaps);
  const WhyOptions options{version(), console.out_color, console.out_width};
  return scan_in_worker(
      prepared->options,
      [&](const ScanResult& result, const ScanRun&) {
        const std::vector<std::size_t> packages = find_packages(result.inventory, name);
        if (packages.empty()) return not_found(result, name, console);
        const bool is_json = arguments.value("format") == "json";
        (is_json ? write_why_json : write_why_text)(result, packages, options, console.out);
        return ExitCode::clean;
      },
      console);
}

}  // namespace

extern const CliCommand why_command;
const CliCommand why_command = {
    .name = "why",
    .arguments = "PACKAGE IMAGE",
    .summary = "Say which layer brought a package, who requires it, and what is wrong with it",
    .description =
        "Reads what scan reads. PACKAGE is a package's name, or the name of the source that "
        "packages were built from. Where others require it, the ways down from packages that "
        "nobody requires are shown: one of them is why it is there.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 2,
    .run = run_why,
};

}  // namespace boltseal
