#include "cli/online.h"

#include <set>
#include <string>
#include <vector>

#include "base/text.h"

namespace boltseal {

ImageDigests ask_for_digests(const CheckOptions& options, const Files& files,
                             const Registries& registries, Console& console) {
  CheckOptions with_repairs = options;
  with_repairs.repairs = true;
  std::set<std::string> wanted;
  for (const ShownFinding& finding : check(with_repairs, files).findings) {
    if (finding.repair && !finding.repair->asks.empty()) wanted.insert(finding.repair->asks);
  }
  const std::vector<std::string> names(wanted.begin(), wanted.end());
  const auto say = [&](const std::string& line) {
    if (console.err_width > 0) console.err.write("\r\033[K" + line);
  };
  const auto progress = [&](std::size_t answered) {
    say("asking registries  " + std::to_string(answered) + " of " + counted(names.size(), "image"));
  };
  if (!names.empty()) progress(0);
  ImageDigests digests = ask_digests(registries, names, progress);
  if (!names.empty()) say("");
  return digests;
}

}  // namespace boltseal
