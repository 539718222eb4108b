#include "support/peer_packages.h"

#include <cstdint>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace boltseal::test {
namespace {

// "1:2.3-4" of the peer's parts.
std::string version_of(const json& package, const std::string& prefix) {
  std::string version = text_in(package, (prefix + "Version").c_str());
  const std::string release = text_in(package, (prefix + "Release").c_str());
  if (!release.empty()) version += "-" + release;
  const std::int64_t epoch = package.value(prefix + "Epoch", 0);
  return epoch == 0 ? version : std::to_string(epoch) + ":" + version;
}

}  // namespace

std::string difference(const Lines& ours, const Lines& theirs) {
  std::string text;
  for (const std::string& line : ours) {
    if (!theirs.contains(line)) text += "only here:  " + line + "\n";
  }
  for (const std::string& line : theirs) {
    if (!ours.contains(line)) text += "only there: " + line + "\n";
  }
  return text;
}

Lines lines_of_peer(const std::string& path) {
  Lines lines;
  const json report = parse_json(DiskFiles().read(path).value());
  for (const json& result : report.value("Results", json::array())) {
    if (text_in(result, "Class") != "os-pkgs") continue;
    for (const json& each : result.value("Packages", json::array())) {
      // A key to check signatures with, which rpm keeps as if it were a package, has neither
      // architecture nor source: the peer writes "None" and nothing, we its own name.
      if (text_in(each, "Name") == "gpg-pubkey") {
        const std::string key = "gpg-pubkey " + version_of(each, "");
        lines.insert(key + "  from " + key + " needs ");
        continue;
      }
      std::set<std::string> needs;
      for (const json& need : each.value("DependsOn", json::array())) {
        const std::string id = need.get<std::string>();
        needs.insert(id.substr(0, id.find('@')));
      }
      needs.erase(text_in(each, "Name"));
      lines.insert(text_in(each, "Name") + " " + version_of(each, "") + " " +
                   text_in(each, "Arch") + " from " + text_in(each, "SrcName") + " " +
                   version_of(each, "Src") + " needs " +
                   join(std::vector(needs.begin(), needs.end()), ","));
    }
  }
  return lines;
}

}  // namespace boltseal::test
