#include "cli/output_files.h"

#include "base/text.h"
#include "cli/write_file.h"
#include "report/text_layout.h"

namespace boltseal {

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const Report* report : all_reports()) names.push_back(report->name);
  return names;
}

Result<std::vector<OutputFile>> output_files(std::span<const std::string> values) {
  std::vector<OutputFile> files;
  for (const std::string& value : values) {
    const std::size_t equals = value.find('=');
    const std::string_view name = std::string_view(value).substr(0, equals);
    if (equals == std::string::npos || equals + 1 == value.size()) {
      return fail("--output needs a format and a file: --output=sarif=result.sarif");
    }
    const Report* const report = find_report(name);
    if (report == nullptr) {
      return fail("--output does not know the format \"" + sanitize(name) + "\"" +
                  suggestion(name, format_names()));
    }
    files.push_back({report, value.substr(equals + 1)});
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
    if (const Result<void> done = write_file(output.path, whole.text); !done) {
      console.err.write(paint(console.err_color, Paint::high, "error") + ": " +
                        sanitize(done.error().path) + " " + done.error().message + "\n");
      return false;
    }
  }
  return true;
}

}  // namespace boltseal
