#include "gate/docker/authorize.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "gate/docker/go_json.h"

namespace boltseal::docker {
namespace {

bool needs_body(Judged judged) {
  switch (judged) {
    case Judged::create:
    case Judged::update:
    case Judged::exec:
    case Judged::service:
    case Judged::volume:
    case Judged::network:
    case Judged::body_passes: return true;
    default: return false;
  }
}

Result<json> read_body(const AuthorizationRequest& asked, Judged judged) {
  // Go adds the fields of a form to those of the query, where they count first.
  const std::string type = to_lower(asked.content_type);
  if (type.find("form-urlencoded") != std::string::npos ||
      type.find("multipart/") != std::string::npos) {
    return fail("its body is a form, which counts before what its path says");
  }
  if (!needs_body(judged) && judged != Judged::start) return json();
  if (asked.body.empty()) {
    if (judged == Judged::start) return json();
    return fail(
        "its body does not come with the question: it is empty, or larger than dockerd "
        "hands on to a plugin",
        {}, {}, "Send it as application/json, of less than 1 MiB");
  }
  auto body = read_go_json(asked.body);
  if (body && !body->is_object() && judged != Judged::start) return fail("its body is no object");
  return body;
}

// Values of the environment are nobody's affair who reads records.
bool hide_values(json& object) {
  bool has_hidden = false;
  if (object.is_array()) {
    for (json& each : object) has_hidden |= hide_values(each);
  }
  if (!object.is_object()) return has_hidden;
  for (auto& [name, value] : object.items()) {
    if (name != "Env" || !value.is_array()) {
      has_hidden |= hide_values(value);
      continue;
    }
    for (json& variable : value) {
      if (!variable.is_string()) continue;
      const std::string text = variable.get<std::string>();
      const std::size_t sign = text.find('=');
      if (sign != std::string::npos) variable = text.substr(0, sign + 1) + "***";
      has_hidden = true;
    }
  }
  return has_hidden;
}

Decision pass() {
  Decision decision;
  decision.passes = decision.proceeds = true;
  return decision;
}

bool lets(const GatePolicy& policy, std::string_view withheld) {
  return std::ranges::find(policy.policy.gate.docker_allow, withheld) !=
         policy.policy.gate.docker_allow.end();
}

// Whether the engine itself told of what is judged, with all that its image says.
bool is_told(const std::string& call) {
  return call != "container create" && !call.starts_with("service ");
}

bool says_no_user(const Workload& workload) {
  return !workload.levels.back().facts.states(Fact::user);
}

std::string text_of(const json& object) {
  return object.dump(1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Result<AuthorizationRequest> read_authorization_request(std::string_view text) {
  const json read = parse_json(text);
  if (!read.is_object()) return fail("dockerd sends what is no question");
  AuthorizationRequest asked;
  asked.user = text_in(read, "User");
  asked.method = text_in(read, "RequestMethod");
  asked.uri = text_in(read, "RequestUri");
  if (asked.uri.empty()) asked.uri = text_in(read, "RequestURI");
  const json& headers = json_member(read, "RequestHeaders");
  if (headers.is_object()) {
    for (const auto& [name, value] : headers.items()) {
      if (equals_ignoring_case(name, "Content-Type") && value.is_string()) {
        asked.content_type += value.get<std::string>() + " ";
      }
    }
  }
  const std::string encoded = text_in(read, "RequestBody");
  auto body = decode_base64(encoded);
  if (!body || asked.method.empty() || asked.uri.empty()) {
    return fail("dockerd sends what is no question");
  }
  asked.body = std::move(*body);
  return asked;
}

Authorization authorize(const AuthorizationRequest& asked, const GatePolicy& policy,
                        const Around& around) {
  Authorization answer{.request = {.door = "docker", .call = "unknown", .who = asked.user},
                       .decision = {}};
  const std::string path = asked.uri.substr(0, asked.uri.find('?'));
  answer.request.what = asked.method + " " + path;
  const auto start = std::chrono::steady_clock::now();
  const auto judge = [&]() -> Decision {
    const auto call = read_api_call(asked.method, asked.uri);
    if (!call) return refuse(call.error(), policy);
    const Endpoint& endpoint = *call->endpoint;
    answer.request.call = endpoint.name;
    answer.is_recorded = endpoint.judged != Judged::reads;
    if (!answer.is_recorded) return pass();
    if (!endpoint.withheld.empty() && lets(policy, endpoint.withheld)) return pass();
    const auto body = read_body(asked, endpoint.judged);
    if (!body) return refuse(body.error(), policy);
    auto object = asked_object(*call, *body, around);
    if (!object) return refuse(object.error(), policy);
    if (object->is_null()) return pass();
    answer.request.path = answer.request.call;
    answer.request.text = text_of(*object);
    Decision decision = judge_docker_text(answer.request.call, answer.request.text, policy);
    if (hide_values(*object)) answer.request.text = text_of(*object);
    return decision;
  };
  answer.decision = judge();
  answer.decision.took = std::chrono::steady_clock::now() - start;
  return answer;
}

Decision judge_docker_text(const std::string& call, const std::string& text,
                           const GatePolicy& policy) {
  const MemoryFiles files(std::map<std::string, std::string>{{call, text}});
  Unit unit = open_unit(call, find_source("inspect"), files);
  if (unit.inventory.workloads.empty() && unit.inventory.errors.empty()) {
    return refuse({"is nothing that can be judged", call, {}, {}}, policy);
  }
  // Those behind the first one are there already.
  Workload* const asked = unit.inventory.workloads.empty() ? nullptr : &unit.inventory.workloads[0];
  if (asked != nullptr && is_part(call)) {
    for (Level& level : asked->levels) level.open = level.site;
    asked->levels.front().facts.remove(Fact::user);
    // Whether its users are others than the host's was judged with the container.
    if (call == "container exec") {
      asked->levels.back().facts.set(fact::user_namespace, Value<Text>());
    }
  } else if (asked != nullptr && says_no_user(*asked) && !is_told(call)) {
    // Its image is not there yet.
    asked->levels.front().facts.remove(Fact::user);
    asked->levels.front().open = asked->levels.front().site;
  }
  return decide(std::move(unit), policy);
}

}  // namespace boltseal::docker
