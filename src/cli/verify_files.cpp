#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "check/discover.h"
#include "cli/failed.h"
#include "cli/verification.h"
#include "seal/seal_file.h"
#include "seal/sealing.h"

namespace boltseal {
namespace {

/// Holds files against what a seal says of them.
class FileComparison {
 public:
  FileComparison(const SealTarget& target, std::string folder, const Policy& policy)
      : target_(target), folder_(std::move(folder)), policy_(policy) {}

  void operator()(const InTotoStatement& statement, const SealPredicate& predicate,
                  std::vector<BrokenBy>& broken) const {
    std::vector<std::string> sealed;
    for (const SealedSubject& subject : statement.subjects) {
      const std::string path = resolve(folder_, subject.name);
      sealed.push_back(subject.name);
      const auto text = files_.read(path);
      if (!text) {
        broken.push_back({Break::changed, path + " " + text.error().message});
      } else if (sha256_digest(*text) != subject.digest) {
        broken.push_back({Break::changed, path + " is not what was sealed"});
      }
    }
    std::ranges::sort(sealed);
    for (const Discovered::Candidate& each : discover(target_.paths).files) {
      const std::string name = seen_from(folder_, each.path);
      if (is_beside_the_point(name) || std::ranges::binary_search(sealed, name)) continue;
      if (!each.named && !policy_.admits(each.path)) continue;
      broken.push_back({Break::changed, each.path + " is not among what was sealed"});
    }
    for (const std::string& name : predicate.absent) {
      const std::string path = resolve(folder_, name);
      if (!files_.exists(path)) continue;
      broken.push_back({Break::changed, path + " is there, and was not when it was sealed"});
    }
  }

 private:
  const SealTarget& target_;
  const std::string folder_;
  const Policy& policy_;
  const DiskFiles files_;
};

}  // namespace

ExitCode verify_files(Verification& asked) {
  const std::string& first = asked.target.paths.front();
  const auto envelopes = envelopes_beside(asked.arguments, first);
  if (!envelopes) return failed(asked.console, envelopes.error(), ExitCode::gaps);
  const std::string named(asked.arguments.value("seal"));
  const std::string folder = directory_of(named.empty() ? seal_file_of(first) : named);
  asked.demands.folder = folder;
  const Inspection inspection{&asked.trust, &asked.demands, asked.now,
                              FileComparison(asked.target, folder, asked.policy)};
  return conclude(judge_seals(*envelopes, inspection), *envelopes, asked);
}

}  // namespace boltseal
