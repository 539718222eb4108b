#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/scan_input.h"
#include "scan/scan.h"

namespace boltseal {

/// Why Flag::refuse refuses a platform.
std::string refuse_platform(std::string_view text);

/// The flags of every command that reads an image, a file system or a machine.
namespace scan_flags {
inline constexpr Flag db{
    .name = "db",
    .value = "FILE",
    .help = "The advisory file (default: the one that `boltseal db update` keeps)"};
inline constexpr Flag db_key{
    .name = "db-key",
    .value = "FILE",
    .help = "The public key by which the advisory file has to be signed, in PEM"};
inline constexpr Flag host{.name = "host", .help = "Scan this machine"};
inline constexpr Flag platform{
    .name = "platform",
    .value = "OS/ARCH",
    .help = "Which of an image's platforms is meant: linux/arm64 (default: this machine's)",
    .refuse = refuse_platform};
inline constexpr Flag insecure{
    .name = "insecure",
    .value = "HOST",
    .help = "A registry whose certificate is not verified, and that may do without TLS",
    .repeatable = true};
inline constexpr Flag image{
    .name = "image", .value = "NAME", .help = "Which of several images in an archive is meant"};
inline constexpr Flag verify{
    .name = "verify", .help = "Also compare layers that are not compressed with their digests"};
inline constexpr Flag no_cache{
    .name = "no-cache", .help = "Do not keep what was read of layers, nor use what was kept"};
inline constexpr Flag jobs{.name = "jobs",
                           .letter = 'j',
                           .value = "N",
                           .help = "How many threads work (default: one for each core)",
                           .is_number = true};
}  // namespace scan_flags

/// The rules for images that the flags ask for, else the policy, else standard.
AskedProfile image_profile(const Arguments& arguments, const Policy& policy);

/// What is to be scanned, brought to this machine's disk.
struct PreparedScan {
  ScanOptions options;  ///< Refers to the others.
  ScanInput input;
  /// Open, so that the worker sees nothing that an update puts in its place later; may be null.
  std::unique_ptr<const LookupBytes> advisories;
};

/// Does what those flags ask for. `word`: what to scan; with --host it is not looked at.
Result<PreparedScan> prepare_scan(const Arguments& arguments, const std::string& word,
                                  Console& console);

/// How a scan went.
struct ScanRun {
  std::vector<std::string> confined_by;
  double milliseconds = 0;
};

/// Scans in a confined worker, where `report` shows the result: it can write to what is open, and
/// nothing else. Says on standard error what went wrong.
ExitCode scan_in_worker(
    const ScanOptions& options,
    const std::function<ExitCode(const ScanResult& result, const ScanRun& run)>& report,
    Console& console);

}  // namespace boltseal
