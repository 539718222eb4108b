#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "report/scan_report.h"

namespace boltseal {

/// A file that --output=NAME=FILE of `boltseal scan` asks for.
struct ScanOutputFile {
  const ScanReport* report;
  std::string path;
};

/// The names that --format and --output of `boltseal scan` know.
std::vector<std::string_view> scan_format_names();

/// Reads the values of --output.
Result<std::vector<ScanOutputFile>> scan_output_files(std::span<const std::string> values);

/// As write_outputs (cli/output_files.h).
bool write_scan_outputs(const ScanResult& result, ScanReportOptions shown,
                        const std::vector<ScanOutputFile>& outputs, Console& console);

}  // namespace boltseal
