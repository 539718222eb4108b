#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gate/decision.h"
#include "gate/kubernetes/admission.h"

namespace boltseal {

/// The texts of an answer, one line a reason: what is so in several containers is said once.
std::vector<std::string> reasons_of(const std::vector<ShownFinding>& findings);

/// An AdmissionReview (admission.k8s.io/v1) that answers the request of `uid`.
/// @param exempt why nothing was judged: "namespace", "user", "group"; else empty
std::string review_answer(std::string_view uid, const Decision& decision, AdmissionMode mode,
                          const GatePolicy& policy, std::string_view exempt);

/// One that allows, with a patch (RFC 6902) in JSON; without one where it is empty.
std::string review_patch(std::string_view uid, std::string_view patch);

}  // namespace boltseal
