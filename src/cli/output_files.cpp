#include "cli/output_files.h"

#include "cli/output_value.h"

namespace boltseal {

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const Report* report : all_reports()) names.push_back(report->name);
  return names;
}

Result<std::vector<OutputFile>> output_files(std::span<const std::string> values) {
  std::vector<OutputFile> files;
  for (const std::string& value : values) {
    const auto read = read_output_value(value, format_names());
    if (!read) return std::unexpected(read.error());
    files.push_back({find_report(read->format), read->path});
  }
  return files;
}

bool write_outputs(const Verdict& verdict, ReportOptions shown,
                   const std::vector<OutputFile>& outputs, Console& console) {
  shown.quiet = shown.color = false;
  shown.width = 0;
  for (const OutputFile& output : outputs) {
    StringOutput whole;
    output.report->write(verdict, shown, whole);
    if (!write_output(output.path, whole.text, console)) return false;
  }
  return true;
}

}  // namespace boltseal
