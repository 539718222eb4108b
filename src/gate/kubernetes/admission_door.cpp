#include "gate/kubernetes/admission_door.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "gate/recorder.h"

namespace boltseal {
namespace {

net::Reply text(int status, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = std::move(body)};
}

net::Reply reply_of(ReviewAnswer answer) {
  if (answer.refused) return text(*answer.refused, std::move(answer.body));
  return {.status = 200,
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(answer.body)};
}

// "application/json", with whatever parameters; an API server sends it without any.
bool is_json(std::string_view type) {
  return equals_ignoring_case(trim(type.substr(0, type.find(';'))), "application/json");
}

std::optional<net::Reply> refusal_of(const net::HeardRequest& request) {
  if (request.method != "POST") return text(405, "an AdmissionReview is posted\n");
  if (!is_json(request.header("Content-Type"))) {
    return text(415, "an AdmissionReview is application/json\n");
  }
  return std::nullopt;
}

}  // namespace

net::Reply AdmissionDoor::answer(const net::HeardRequest& request) {
  // An API server adds its timeout: "/validate/enforce?timeout=5s".
  const std::string_view target = std::string_view(request.target);
  const std::string_view path = target.substr(0, target.find('?'));
  for (const AdmissionMode mode :
       {AdmissionMode::enforce, AdmissionMode::warn, AdmissionMode::audit}) {
    if (path == "/validate/" + std::string(name_of(mode))) return validate(request, mode);
  }
  if (path == "/mutate") return mutate(request);
  if (path == "/livez") return text(200, "ok\n");
  if (path == "/readyz") {
    const std::string failure = keeper_.failure();
    return failure.empty() ? text(200, "ok\n")
                           : text(200, "ok, by what held before: " + failure + "\n");
  }
  if (path == "/metrics") {
    std::string metrics = metrics_.text(*keeper_.admission()->policy, keeper_.failure());
    if (scans_ != nullptr) metrics += scans_->metrics();
    net::Reply reply = text(200, std::move(metrics));
    reply.headers = {{"Content-Type", std::string(GateMetrics::media_type)}};
    return reply;
  }
  return text(404, "there is /validate/enforce, /validate/warn, /validate/audit, /mutate\n");
}

net::Reply AdmissionDoor::validate(const net::HeardRequest& request, AdmissionMode mode) {
  if (auto refusal = refusal_of(request)) return std::move(*refusal);
  const auto start = std::chrono::steady_clock::now();
  const auto admission = keeper_.admission();
  const GateSettings& settings = admission->policy->policy.gate;
  const bool with_record = !settings.records.empty() || admission->policy->is_broken();
  ReviewAnswer answer = answer_review(request.body, *admission, mode, with_record);
  if (answer.refused) return reply_of(std::move(answer));
  if (scans_ != nullptr) {
    for (const std::string& image : answer.unscanned) scans_->add(image);
  }
  if (!answer.record.empty() &&
      !keep_decision(answer.record, answer.decision, *admission->policy)) {
    metrics_.count_lost_record();
    // What happens unrecorded must not happen; whoever only looks on stops nobody.
    if (mode == AdmissionMode::enforce && admission->policy->mode != GateMode::audit) {
      return text(500, "the decision cannot be recorded\n");
    }
  }
  metrics_.count("kubernetes", answer.call, answer.decision,
                 std::chrono::steady_clock::now() - start);
  return reply_of(std::move(answer));
}

net::Reply AdmissionDoor::mutate(const net::HeardRequest& request) {
  if (auto refusal = refusal_of(request)) return std::move(*refusal);
  return reply_of(answer_mutation(request.body, *keeper_.admission()));
}

}  // namespace boltseal
