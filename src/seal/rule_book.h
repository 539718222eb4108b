#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "check/judge.h"
#include "policy/policy.h"
#include "seal/predicate.h"

namespace boltseal {

/// By what a check or a scan with this policy judges. `fail_on` is what counts in the end.
RuleBook rule_book_of(const Policy& policy, AskedProfile profile, std::string_view fail_on,
                      const std::vector<const NamedRule*>& rules, bool honours_comments);

/// How somebody judges today.
struct Demands {
  RuleBook book;
  const Policy* policy = nullptr;  ///< Whose allowances count. Borrowed.
  bool allows_gaps = false;
  Date today = boltseal::today();
  std::string image = {};   ///< What the image is called, for allowances that name one.
  std::string folder = {};  ///< From where the paths of the seal are seen.
};

/// Why what was sealed would not pass today, whatever the policies are called: a rule that was not
/// applied, a finding or a vulnerability that did not count, an allowance that is gone. Each is a
/// sentence without a full stop; nothing in it is sanitized.
std::vector<std::string> stricter_than_sealed(const Demands& demands, const SealPredicate& seal);

}  // namespace boltseal
