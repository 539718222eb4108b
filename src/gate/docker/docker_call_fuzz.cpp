// A call of Docker's API may be anything: its first line is method and target, the rest its body.
// It is judged without a crash, and what names a privilege in Go's words never passes.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "gate/docker/authorize.h"
#include "gate/docker/go_json.h"

namespace boltseal {
namespace {

class NoEngine final : public docker::EngineLookup {
 public:
  Result<json> get(const std::string& path) const override {
    if (path.find("..") != std::string::npos || path.find('?') != std::string::npos) std::abort();
    return json();
  }
};

class NoFiles final : public docker::HostFiles {
 public:
  Result<std::optional<docker::HostEntry>> look(const std::string& path) const override {
    if (path.find("//") != std::string::npos || path.front() != '/') std::abort();
    if (path.size() > 1 && path.size() % 5 == 0) {
      return docker::HostEntry{
          .is_link = true, .is_roots = true, .target = path.substr(path.size() / 2)};
    }
    return docker::HostEntry{.is_folder = true, .is_roots = true};
  }
};

GatePolicy standard() {
  GatePolicy policy;
  policy.rules = rules_of(policy.profile, {});
  policy.today = today();
  return policy;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace docker = boltseal::docker;
  using boltseal::json_member;
  static const boltseal::GatePolicy policy = boltseal::standard();
  static const boltseal::NoEngine engine;
  static const boltseal::NoFiles host;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  const std::size_t space = std::min(text.find(' '), line);
  docker::AuthorizationRequest asked;
  asked.method = text.substr(0, space);
  asked.uri = text.substr(std::min(space + 1, line), line - std::min(space + 1, line));
  asked.content_type = "application/json";
  asked.body = text.substr(std::min(line + 1, text.size()));
  const docker::Around around{.engine = engine, .host = host, .runtime = "runc"};
  const docker::Authorization answer = docker::authorize(asked, policy, around);
  if (answer.decision.passes != answer.decision.proceeds) std::abort();
  (void)record_of(answer.request, answer.decision, policy);
  (void)docker::read_authorization_request(text);
  // What passes here says nothing of privileges, however it is spelled.
  const auto body = docker::read_go_json(asked.body);
  if (!body || !body->is_object() || answer.request.call != "container create") return 0;
  const boltseal::json& asked_host = json_member(*body, "HostConfig");
  if (answer.decision.passes && json_member(asked_host, "Privileged") == true) std::abort();
  return 0;
}
