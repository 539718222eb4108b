#include "gate/kubernetes/lock.h"

#include <functional>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

using Outcome = KubernetesApi::Outcome;
using Answer = KubernetesApi::Answer;

constexpr const char* validating = "validatingwebhookconfigurations/";
constexpr const char* mutating = "mutatingwebhookconfigurations/";

std::unexpected<Error> trouble(const Answer& answer, std::string if_missing = {}) {
  std::string remedy = answer.remedy;
  if (answer.outcome == Outcome::missing) remedy = std::move(if_missing);
  if (answer.outcome == Outcome::forbidden) remedy = "ask as somebody who may";
  return fail("the API server " + answer.message, {}, {}, std::move(remedy));
}

// docs/admission.md: /validate/enforce refuses, the other paths warn, tell and change.
bool refuses(const json& webhook) {
  const json& client = json_member(webhook, "clientConfig");
  return text_in(json_member(client, "service"), "path") == "/validate/enforce" ||
         text_in(client, "url").ends_with("/validate/enforce");
}

// Sets the failurePolicy of the webhooks that `is_meant` of, in one request. They are named, so
// that whatever else somebody changes meanwhile stays.
Result<int> set_policy(const KubernetesApi& api, const std::string& path, const char* policy,
                       const std::function<bool(const json&)>& is_meant) {
  const Answer answer = api.get(path);
  if (answer.outcome != Outcome::told) {
    return trouble(answer, "name the webhooks that there are: --webhooks=NAME");
  }
  json change = json::array();
  for (const json& webhook : json_member(answer.body, "webhooks")) {
    if (!is_meant(webhook) || text_in(webhook, "failurePolicy") == policy) continue;
    change.push_back({{"name", text_in(webhook, "name")}, {"failurePolicy", policy}});
  }
  const int count = static_cast<int>(change.size());
  if (count == 0) return 0;
  const Answer done = api.patch(path, {{"webhooks", std::move(change)}});
  if (done.outcome != Outcome::told) return trouble(done);
  return count;
}

std::string path_of(const char* kind, const std::string& name) {
  return "/apis/admissionregistration.k8s.io/v1/" + std::string(kind) + net::percent_encode(name);
}

}  // namespace

Result<std::int64_t> ready_replicas(const KubernetesApi& api, const std::string& name_space) {
  const Answer answer = api.get("/apis/apps/v1/namespaces/" + net::percent_encode(name_space) +
                                "/deployments/boltseal-gate");
  if (answer.outcome != Outcome::told) {
    return trouble(answer, "name the namespace that the gate is in: --namespace=NAME");
  }
  // Left out when none is.
  const json& ready = json_member(json_member(answer.body, "status"), "readyReplicas");
  return ready.is_number_integer() ? ready.get<std::int64_t>() : 0;
}

Result<int> lock_webhooks(const KubernetesApi& api, const std::string& name) {
  return set_policy(api, path_of(validating, name), "Fail", refuses);
}

Result<int> unlock_webhooks(const KubernetesApi& api, const std::string& name) {
  const auto all = [](const json&) { return true; };
  const Result<int> judging = set_policy(api, path_of(validating, name), "Ignore", all);
  if (!judging) return judging;
  // Hardening is optional.
  if (api.get(path_of(mutating, name)).outcome == Outcome::missing) return judging;
  const Result<int> changing = set_policy(api, path_of(mutating, name), "Ignore", all);
  if (!changing) return changing;
  return *judging + *changing;
}

}  // namespace boltseal
