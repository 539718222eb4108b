// Whatever an API server, or somebody in its place, sends: the answer is one JSON text that names
// the request, and only what passes is allowed.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "gate/kubernetes/admission.h"

namespace boltseal {
namespace {

const Admission& admission() {
  static const Admission made = [] {
    auto policy = std::make_shared<GatePolicy>();
    settle(*policy);
    policy->warn_from = Severity::info;
    return Admission{policy, std::make_shared<const ImageVerdicts>()};
  }();
  return made;
}

void check_answer(const ReviewAnswer& answer) {
  if (answer.refused) return;
  const json review = parse_json(answer.body);
  const json& response = json_member(review, "response");
  if (text_in(response, "uid").empty()) std::abort();
  if (!json_member(response, "allowed").is_boolean()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  const ReviewAnswer answer = answer_review(body, admission(), AdmissionMode::enforce, true);
  check_answer(answer);
  if (!answer.refused && !answer.decision.passes &&
      json_member(json_member(parse_json(answer.body), "response"), "allowed") == true) {
    std::abort();
  }
  check_answer(answer_mutation(body, admission()));
  return 0;
}

}  // namespace boltseal
