// Lookup files of strangers, and what a scan asks of them. Their directory of 256 KiB, which says
// little, is put behind the input, so that seeds stay small.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "advisories/lookup_file.h"
#include "advisories/lookup_format.h"
#include "scan/match.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

// Every second bucket holds all packages, so that all of them are found there.
void add_directory(std::string& bytes) {
  namespace lookup = boltseal::lookup;
  lookup::Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  const auto packages = static_cast<std::uint32_t>(header.sections[lookup::packages].size /
                                                   sizeof(lookup::PackageEntry));
  std::vector<std::uint32_t> directory(lookup::directory_size, 0);
  for (std::size_t i = 1; i < directory.size(); i += 2) directory[i] = packages;
  const std::size_t size = directory.size() * sizeof directory.front();
  header.sections[lookup::directory] = {bytes.size(), size};
  std::memcpy(bytes.data(), &header, sizeof header);
  bytes.append(reinterpret_cast<const char*>(directory.data()), size);
}

boltseal::SystemInventory inventory() {
  boltseal::SystemInventory made;
  made.distribution = boltseal::Distribution{"debian", "12", "bookworm", "Debian 12"};
  for (const char* const name : {"zlib", "openssl", "p"}) {
    made.packages.push_back({{.type = "deb",
                              .name = name,
                              .version = "1.0-1",
                              .source_name = name,
                              .source_version = "1.0-1"},
                             0});
  }
  made.packages.push_back({{.type = "npm", .name = "p", .version = "1.0.0"}, 0});
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boltseal;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (size >= sizeof(lookup::Header)) add_directory(bytes);
  const auto file = LookupFile::of(bytes);
  if (!file) return 0;
  static_cast<void>(file->verify());
  expect(file->size() == bytes.size());
  std::size_t packages = 0;
  file->for_each_package([&](std::string_view ecosystem, std::string_view package,
                             const std::vector<AffectedRow>& rows) {
    if (++packages > 200) return;
    static_cast<void>(file->rows_of(ecosystem, package));
    for (const AffectedRow& row : rows) static_cast<void>(file->vulnerability(row.vulnerability));
  });
  for (const SeriesSupport& series : file->series()) expect(series.end.size() <= 10);
  static const SystemInventory some = inventory();
  const MatchResult result = match(some, *file);
  for (const VulnerabilityMatch& one : result.matches) expect(one.package < some.packages.size());
  return 0;
}
