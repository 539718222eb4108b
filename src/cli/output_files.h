#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "report/report.h"

namespace boltseal {

/// A file that --output=NAME=FILE asks for.
struct OutputFile {
  const Report* report;
  std::string path;
};

/// The names that --format and --output know.
std::vector<std::string_view> format_names();

/// Reads the values of --output.
Result<std::vector<OutputFile>> output_files(std::span<const std::string> values);

/// Files hold everything, whatever is asked of standard output. False when one cannot be written,
/// which standard error says.
bool write_outputs(const Verdict& verdict, ReportOptions shown,
                   const std::vector<OutputFile>& outputs, Console& console);

}  // namespace boltseal
