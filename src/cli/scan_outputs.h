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

/// The files of --output between the worker, which fills them and may write nothing on the disk,
/// and this process, which puts them there.
class ScanFiles {
 public:
  /// Before the worker starts.
  explicit ScanFiles(const std::vector<ScanOutputFile>& outputs);
  ~ScanFiles();
  ScanFiles(const ScanFiles&) = delete;
  ScanFiles& operator=(const ScanFiles&) = delete;

  /// In the worker. Files hold everything, whatever is asked of standard output. False when one
  /// does not fit into memory.
  bool fill(const ScanResult& result, ScanReportOptions shown);
  /// False when one cannot be written, which standard error says. Writes nothing where the worker
  /// filled nothing.
  bool write(Console& console);

 private:
  struct Held {
    ScanOutputFile output;
    int memory = -1;  // a file without a name
  };
  std::vector<Held> all_;
};

}  // namespace boltseal
