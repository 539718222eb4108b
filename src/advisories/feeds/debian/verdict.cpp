#include "advisories/feeds/debian/verdict.h"

#include <algorithm>

#include "model/distribution.h"

namespace boltseal::debian {
namespace {

struct Verdict {
  std::string_view word;
  Status status;
};

// doc/security-team of the tracker; "removed" is a package that the release does not have any more,
// which a system that was upgraded may still have.
constexpr Verdict verdicts[] = {
    {"no-dsa", Status::wont_fix},
    {"ignored", Status::wont_fix},
    {"postponed", Status::deferred},
    {"end-of-life", Status::end_of_life},
    {"removed", Status::end_of_life},
    {"unimportant", Status::unimportant},
    {"undetermined", Status::under_investigation},
    {"not-affected", Status::not_affected},
    {"unfixed", Status::affected},
};

}  // namespace

std::string ecosystem_of(std::string_view codename) {
  return "Debian:" + std::string(debian_release(codename));
}

bool judge(std::string_view word, Affected& affected) {
  const auto found = std::ranges::find(verdicts, word, &Verdict::word);
  if (found == std::end(verdicts)) return false;
  affected.status = found->status;
  const bool plain = found->status == Status::affected || found->status == Status::not_affected;
  affected.note = plain ? std::string_view() : word;
  return true;
}

}  // namespace boltseal::debian
