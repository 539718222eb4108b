#include "packages/apk/apk.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "packages/collector.h"

namespace boltseal {
namespace {

// The second since apk-tools 3 and in merged-/usr systems.
constexpr std::string_view files[] = {"lib/apk/db/installed", "usr/lib/apk/db/installed"};

// The names in "so:libc.musl-x86_64.so.1 busybox>=1.36 zlib=1.3.1-r0 !uclibc"; what begins with "!"
// is a conflict.
template <class Each>
void for_each_name(std::string_view relations, Each each) {
  while (!relations.empty()) {
    const std::string_view one = relations.substr(0, relations.find(' '));
    relations.remove_prefix(std::min(one.size() + 1, relations.size()));
    const std::string_view name = one.substr(0, one.find_first_of("<>=~@"));
    if (!name.empty() && name.front() != '!') each(name);
  }
}

// One record: lines of a letter, a colon and a value.
class Record {
 public:
  void put(char letter, std::string_view value) {
    switch (letter) {
      case 'P': package_.name = value; break;
      case 'V': package_.version = value; break;
      case 'A': package_.architecture = value; break;
      case 'L': package_.license = value; break;
      case 'o': package_.source_name = value; break;
      case 'm': package_.vendor = value; break;
      case 'D': depends_ = value; break;
      case 'p': provides_ = value; break;
      default: return;  // also of its folders and files
    }
    empty_ = false;
  }

  void end(std::string_view path, ByteSpan span, PackageCollector& collector) {
    if (!empty_) {
      package_.type = "apk";
      package_.path = path;
      if (collector.add(std::move(package_), span)) {
        for_each_name(provides_, [&](auto name) { collector.provides(name); });
        for_each_name(depends_, [&](auto name) { collector.needs(name); });
      }
    }
    *this = {};
  }

 private:
  Package package_;
  std::string_view depends_, provides_;
  bool empty_ = true;
};

void read_database(std::string_view text, std::string_view path, PackageCollector& collector) {
  Record record;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trim(text.substr(at, end - at));
    const ByteSpan span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    at = end + 1;
    if (line.empty()) {
      record.end(path, span, collector);
      begin = at;
    } else if (line.size() > 1 && line[1] == ':') {
      record.put(line[0], line.substr(2));
    }
  }
  record.end(path, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text.size())},
             collector);
}

PackageList read_apk(const RootFiles& root) {
  PackageCollector collector;
  std::optional<std::string_view> before;
  for (const std::string_view path : files) {
    const auto bytes = root.read(path);
    if (!bytes) {
      collector.trouble(bytes.error());
      continue;
    }
    // Where lib is a link to usr/lib, both paths name the same file.
    if (*bytes && *bytes != before) read_database(**bytes, path, collector);
    before = *bytes;
  }
  return std::move(collector).finish();
}

}  // namespace

constinit const PackageDatabase apk_database = {"apk", files, read_apk};

}  // namespace boltseal
