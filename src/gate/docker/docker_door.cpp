#include "gate/docker/docker_door.h"

#include <chrono>
#include <utility>

#include "base/json_writer.h"
#include "gate/docker/authorize.h"
#include "gate/recorder.h"

namespace boltseal::docker {
namespace {

constexpr std::string_view media_type = "application/vnd.docker.plugins.v1.2+json";

net::Reply plugin_reply(std::string body) {
  return {.headers = {{"Content-Type", std::string(media_type)}}, .body = std::move(body)};
}

net::Reply text_reply(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

net::Reply verdict(const std::string& refusal) {
  StringOutput text;
  {
    JsonWriter out(text, JsonLayout::line);
    out.begin_object();
    out.member("Allow", refusal.empty());
    if (!refusal.empty()) out.member("Msg", refusal);
    out.end_object();
  }
  return plugin_reply(std::move(text.text));
}

}  // namespace

net::Reply DockerDoor::answer(const net::HeardRequest& request) {
  if (request.method == "POST") {
    if (request.target == "/AuthZPlugin.AuthZReq") return authorize(request);
    // What is done already is not undone by hiding its answer.
    if (request.target == "/AuthZPlugin.AuthZRes") return verdict({});
    if (request.target == "/Plugin.Activate") return plugin_reply(R"({"Implements":["authz"]})");
  }
  if (request.method == "GET") {
    if (request.target == "/livez" || request.target == "/readyz") return text_reply(200, "ok\n");
    if (request.target == "/metrics") {
      return {.headers = {{"Content-Type", std::string(GateMetrics::media_type)}},
              .body = metrics_.text(*policies_.policy(), policies_.failure())};
    }
  }
  return text_reply(404, "this is an authorization plugin of Docker\n");
}

net::Reply DockerDoor::authorize(const net::HeardRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  const auto asked = read_authorization_request(request.body);
  if (!asked) return verdict(asked.error().message);
  const auto policy = policies_.policy();
  const Around around{.engine = engine_, .host = host_, .runtime = policy->policy.gate.runtime};
  const Authorization answer = docker::authorize(*asked, *policy, around);
  if (!answer.is_recorded) return verdict({});
  const Recorded recorded = record(answer.request, answer.decision, *policy);
  if (recorded.is_lost) metrics_.count_lost_record();
  metrics_.count("docker", answer.request.call, answer.decision,
                 std::chrono::steady_clock::now() - start);
  return verdict(recorded.refusal);
}

}  // namespace boltseal::docker
