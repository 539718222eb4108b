// A lookup file whose sections hold anything: whatever they say, all of it can be looked at. The
// input is the size of each section but the directory (2 bytes, little-endian), and then the
// sections; so that a seed need not have the 256 KiB of a directory.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "advisories/diff.h"
#include "advisories/lookup_file.h"
#include "advisories/lookup_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace lookup = boltseal::lookup;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::size_t sizes[lookup::section_count] = {};
  for (std::size_t i = 0; i < lookup::section_count; ++i) {
    if (i == lookup::directory || rest.size() < 2) continue;
    sizes[i] = static_cast<unsigned char>(rest[0]) + 256u * static_cast<unsigned char>(rest[1]);
    rest.remove_prefix(2);
  }
  lookup::Header header;
  lookup::magic.copy(header.magic_text.data(), header.magic_text.size());
  header.version = lookup::format_version;
  std::string file(sizeof header, '\0');
  for (std::size_t i = 0; i < lookup::section_count; ++i) {
    const std::string_view section = rest.substr(0, sizes[i]);
    rest.remove_prefix(section.size());
    header.sections[i] = {file.size(), section.size()};
    file += section;
  }
  std::memcpy(file.data(), &header, sizeof header);
  const auto opened = boltseal::LookupFile::of(file);
  if (!opened) return 0;
  static_cast<void>(opened->verify());
  static_cast<void>(boltseal::diff_of(*opened, *opened));
  return 0;
}
