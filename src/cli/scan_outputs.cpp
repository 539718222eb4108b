#include "cli/scan_outputs.h"

#include "cli/output_value.h"

namespace boltseal {

std::vector<std::string_view> scan_format_names() {
  std::vector<std::string_view> names;
  for (const ScanReport* report : all_scan_reports()) names.push_back(report->name);
  return names;
}

Result<std::vector<ScanOutputFile>> scan_output_files(std::span<const std::string> values) {
  std::vector<ScanOutputFile> files;
  for (const std::string& value : values) {
    const auto read = read_output_value(value, scan_format_names());
    if (!read) return std::unexpected(read.error());
    files.push_back({find_scan_report(read->format), read->path});
  }
  return files;
}

bool write_scan_outputs(const ScanResult& result, ScanReportOptions shown,
                        const std::vector<ScanOutputFile>& outputs, Console& console) {
  shown.quiet = shown.color = false;
  shown.width = 0;
  for (const ScanOutputFile& output : outputs) {
    StringOutput whole;
    output.report->write(result, shown, whole);
    if (!write_output(output.path, whole.text, console)) return false;
  }
  return true;
}

}  // namespace boltseal
