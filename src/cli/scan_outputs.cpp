#include "cli/scan_outputs.h"

#include <sys/mman.h>
#include <unistd.h>

#include "archive/byte_stream.h"
#include "base/write_all.h"
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

namespace {

/// Into a descriptor.
class DescriptorOutput final : public Output {
 public:
  explicit DescriptorOutput(int descriptor) : descriptor_(descriptor) {}
  void write(std::string_view text) override {
    is_whole_ = is_whole_ && write_all(descriptor_, text);
  }
  bool is_whole() const { return is_whole_; }

 private:
  int descriptor_;
  bool is_whole_ = true;
};

}  // namespace

ScanFiles::ScanFiles(const std::vector<ScanOutputFile>& outputs) {
  for (const ScanOutputFile& output : outputs) {
    all_.push_back({output, memfd_create("report", MFD_CLOEXEC)});
  }
}

ScanFiles::~ScanFiles() {
  for (const Held& held : all_) close(held.memory);
}

bool ScanFiles::fill(const ScanResult& result, ScanReportOptions shown) {
  shown.quiet = shown.color = false;
  shown.width = 0;
  for (const Held& held : all_) {
    DescriptorOutput out(held.memory);
    held.output.report->write(result, shown, out);
    if (!out.is_whole()) return false;
  }
  return true;
}

bool ScanFiles::write(Console& console) {
  for (const Held& held : all_) {
    OpenFile memory = OpenFile::adopt(dup(held.memory), held.output.path);
    const auto text = memory.read(0, memory.size());
    if (!text || text->empty()) continue;
    if (!write_output(held.output.path, *text, console)) return false;
  }
  return true;
}

}  // namespace boltseal
