// Lookup files of strangers, and what a scan asks of them.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "advisories/lookup_file.h"
#include "scan/match.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
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
  const auto file = LookupFile::of({reinterpret_cast<const char*>(data), size});
  if (!file) return 0;
  static_cast<void>(file->verify());
  expect(file->size() == size);
  std::size_t packages = 0;
  file->for_each_package([&](std::string_view ecosystem, std::string_view package,
                             const std::vector<AffectedRow>& rows) {
    if (++packages > 200) return;
    static_cast<void>(file->rows_of(ecosystem, package));
    for (const AffectedRow& row : rows) static_cast<void>(file->vulnerability(row.vulnerability));
  });
  static const SystemInventory some = inventory();
  const MatchResult result = match(some, *file);
  for (const VulnerabilityMatch& one : result.matches) expect(one.package < some.packages.size());
  return 0;
}
