#include "cli/online.h"

#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/progress.h"

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
  if (names.empty()) return {};
  Progress progress(console);
  const auto answer = [&](std::size_t answered) {
    progress.show("asking registries  " + std::to_string(answered) + " of " +
                  counted(names.size(), "image"));
  };
  answer(0);
  return ask_digests(registries, names, answer);
}

}  // namespace boltseal
