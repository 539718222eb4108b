#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/output.h"
#include "scan/scan.h"

namespace boltseal {

/// How the result of a scan is to be shown. Formats for programs look only at `version`,
/// `timestamp` and `confined_by`.
struct ScanReportOptions {
  std::string_view version;
  std::string timestamp;  ///< When it was made, in UTC: "2026-11-25T22:00:00Z".
  bool color = false;
  std::size_t width = 0;  ///< Of the terminal, in columns; 0: not a terminal, lines are not broken.
  bool quiet = false;     ///< Vulnerabilities and gaps, one line each, and nothing else.
  bool verbose = false;   ///< With summaries, and every package.
  std::optional<double> milliseconds;  ///< What the scan took.
  std::vector<std::string>
      confined_by;  ///< What held while the input was read (base/confinement.h).
};

/// One output format of `boltseal scan`.
struct ScanReport {
  std::string_view name;   ///< As in `--format json`.
  std::string_view title;  ///< For people.
  void (*write)(const ScanResult& result, const ScanReportOptions& options, Output& out);
};

/// The table; the first is the default.
std::span<const ScanReport* const> all_scan_reports();
const ScanReport* find_scan_report(std::string_view name);

/// How many vulnerabilities have each rating (model/advisory.h): each id once, with its worst.
std::array<std::size_t, 6> count_by_rating(const std::vector<VulnerabilityMatch>& matches);
/// The same of what one layer brought.
std::array<std::size_t, 6> count_by_rating(const ScanResult& result, std::size_t layer);

}  // namespace boltseal
