#include "packages/pacman/pacman.h"

#include <algorithm>

#include "base/text.h"
#include "packages/collector.h"

namespace boltseal {
namespace {

constexpr std::string_view folder = "var/lib/pacman/local";
constexpr std::string_view files[] = {"var/lib/pacman/local/*/desc"};

constexpr std::size_t most_names = 100'000;  // that one package needs or provides

std::string_view name_in(std::string_view relation) {
  return trim(relation.substr(0, relation.find_first_of("<>=:")));
}

// "%NAME%" on a line of its own, then one value a line until an empty line.
void read_desc(std::string_view text, const std::string& path, PackageCollector& collector) {
  const ByteSpan whole{0, static_cast<std::uint32_t>(text.size())};
  Package package;
  package.type = "alpm";
  package.path = path;
  std::vector<std::string_view> needs, provides;
  std::string_view key;
  while (!text.empty()) {
    const std::string_view raw = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(raw.size() + 1, text.size()));
    const std::string_view line = trim(raw);
    if (line.empty()) {
      key = {};
    } else if (key.empty() && line.size() > 2 && line.front() == '%' && line.back() == '%') {
      key = line;
    } else if (key == "%NAME%") {
      package.name = line;
    } else if (key == "%VERSION%") {
      package.version = line;
    } else if (key == "%BASE%") {
      package.source_name = line;
    } else if (key == "%ARCH%") {
      package.architecture = line;
    } else if (key == "%PACKAGER%") {
      package.vendor = line;
    } else if (key == "%LICENSE%") {
      if (!package.license.empty()) package.license += ", ";
      package.license += line;
    } else if (key == "%DEPENDS%" && needs.size() < most_names) {
      needs.push_back(name_in(line));
    } else if (key == "%PROVIDES%" && provides.size() < most_names) {
      provides.push_back(name_in(line));
    }
  }
  if (!collector.add(std::move(package), whole)) return;
  for (const std::string_view name : provides) collector.provides(name);
  for (const std::string_view name : needs) collector.needs(name);
}

PackageList read_pacman(const RootFiles& root) {
  PackageCollector collector;
  for (const std::string& name : root.list(folder)) {
    const std::string path = std::string(folder).append("/").append(name).append("/desc");
    const auto bytes = root.read(path);
    if (!bytes) {
      collector.trouble(bytes.error());
    } else if (*bytes) {  // ALPM_DB_VERSION is a file beside the folders
      read_desc(**bytes, path, collector);
    }
  }
  return std::move(collector).finish();
}

}  // namespace

constinit const PackageDatabase pacman_database = {"pacman", files, read_pacman};

}  // namespace boltseal
