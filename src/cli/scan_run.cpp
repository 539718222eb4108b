#include "cli/scan_run.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "cli/advisory_file.h"
#include "cli/failed.h"
#include "cli/progress.h"
#include "scan/confinement.h"

namespace boltseal {

std::string refuse_platform(std::string_view text) {
  return parse_platform(text) ? "" : "a platform is written as linux/arm64";
}

AskedProfile image_profile(const Arguments& arguments, const Policy& policy) {
  const auto stated = parse_profile(policy.profile);
  // Those about pods say nothing of images.
  std::string_view name = "standard";
  if (stated && !is_pod_security(stated->profile)) name = policy.profile;
  return parse_profile(arguments.value("profile", name)).value_or(AskedProfile());
}

Result<PreparedScan> prepare_scan(const Arguments& arguments, const std::string& word,
                                  Console& console) {
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
  Result<std::unique_ptr<const LookupBytes>> advisories = nullptr;
  if (!arguments.has("without-advisories")) advisories = open_advisories(arguments.value("db"));
  if (!advisories) return std::unexpected(advisories.error());
  options.database = advisories->get();
  const auto key = advisory_key(arguments.value("db-key"), arguments);
  if (!key) return std::unexpected(key.error());
  options.database_key = *key;
  options.today = today();

  const bool host = arguments.has("host");
  const auto insecure = arguments.values("insecure");
  Result<ScanInput> input =
      obtain(host ? "/" : word, options.inventory.platform, {insecure.begin(), insecure.end()},
             arguments.has("no-cache") ? std::string() : cache_folder("images"), console);
  if (!input) return std::unexpected(input.error());
  options.inventory.input = input->path;
  options.inventory.is_verified = input->is_verified;
  options.inventory.subject = host ? "this machine" : input->subject;
  return PreparedScan{std::move(options), std::move(*input), std::move(*advisories)};
}

ExitCode scan_in_worker(
    const ScanOptions& asked,
    const std::function<ExitCode(const ScanResult& result, const ScanRun& run)>& report,
    Console& console) {
  const WorkerEnd end = run_in_worker([&] {
    ScanRun run;
    run.confined_by = confine(confinement_of(asked));
    const auto start = std::chrono::steady_clock::now();
    ScanOptions options = asked;
    Progress progress(console);
    options.inventory.progress = [&progress](std::size_t done, std::size_t of) {
      progress.show("reading layers  " + std::to_string(done) + " of " + std::to_string(of));
    };
    const Result<ScanResult> result = scan(options);
    progress.clear();
    if (!result) return static_cast<int>(failed(console, result.error(), ExitCode::gaps));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    run.milliseconds = took.count();
    return static_cast<int>(report(*result, run));
  });
  if (end.signal == SIGPIPE) ::raise(SIGPIPE);  // Whoever read has enough.
  if (end.signal != 0) {
    return failed(console,
                  {"the scan ended in the middle (" + std::string(sigdescr_np(end.signal)) +
                       "): the input changed while it was read, or boltseal has a fault",
                   asked.inventory.subject,
                   {},
                   {}},
                  ExitCode::gaps);
  }
  return static_cast<ExitCode>(end.status);
}

}  // namespace boltseal
