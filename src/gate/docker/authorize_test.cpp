// Calls of Docker's API as attackers and others send them (fixtures/calls.txt), and what becomes of
// each.

#include "gate/docker/authorize.h"

#include <gtest/gtest.h>

#include <map>

#include "base/base64.h"
#include "base/json.h"
#include "base/text.h"
#include "gate/docker/go_json.h"
#include "support/golden.h"

namespace boltseal::docker {
namespace {

class PaintedHost final : public HostFiles {
 public:
  Result<std::optional<HostEntry>> look(const std::string& path) const override {
    const auto found = files_.find(path);
    if (found == files_.end()) return std::nullopt;
    return found->second;
  }

 private:
  static HostEntry folder(bool is_roots = true, bool is_open = false, bool is_sticky = false) {
    return {.is_folder = true, .is_sticky = is_sticky, .is_open = is_open, .is_roots = is_roots};
  }
  static HostEntry link(std::string target) {
    return {.is_link = true, .is_open = true, .is_roots = true, .target = std::move(target)};
  }

  const std::map<std::string, HostEntry> files_ = {
      {"/", folder()},
      {"/etc", folder()},
      {"/run", folder()},
      {"/run/docker.sock", {.is_roots = true}},
      {"/var", folder()},
      {"/var/run", link("../run")},
      {"/dev", folder()},
      {"/dev/sda", {.is_roots = true}},
      {"/proc", folder()},
      {"/proc/self", link("812")},
      {"/srv", folder()},
      {"/srv/site", folder(false, true)},
      {"/srv/link", link("/")},
      {"/srv/second", link("link/etc")},
      {"/srv/upwards", link("site/../../../run")},
      {"/srv/endless", link("endless")},
      {"/srv/disk", link("/dev/sda")},
      {"/srv/open", folder(true, true)},
      {"/srv/open/data", folder()},
      {"/home", folder()},
      {"/home/alice", folder(false, true)},
      {"/home/alice/src", folder(false, true)},
      {"/tmp", folder(true, true, true)},
      {"/tmp/roots", folder()},
  };
};

class PaintedEngine final : public EngineLookup {
 public:
  Result<json> get(const std::string& path) const override {
    const auto found = objects_.find(path);
    return found == objects_.end() ? json() : parse_json(found->second);
  }

 private:
  const std::map<std::string, std::string> objects_ = {
      {"/images/app/json", R"({"Config": {"User": "10001"}})"},
      {"/images/rooted/json", R"({"Config": {"User": ""}})"},
      {"/images/daemon/json", R"({"Config": {"User": "0:0"}})"},
      {"/containers/web/json",
       R"({"Id": "1", "Name": "/web", "Config": {"Image": "app", "User": "10001"},
           "HostConfig": {"Runtime": "runc"}, "Mounts": []})"},
      {"/containers/old/json",
       R"({"Id": "2", "Name": "/old", "Config": {"Image": "app", "User": "10001"},
           "HostConfig": {"Privileged": true}, "Mounts": []})"},
      {"/networks/inner", R"({"Driver": "bridge"})"},
      {"/networks/0a1b2c", R"({"Driver": "host"})"},
  };
};

GatePolicy standard() {
  GatePolicy policy;
  policy.rules = rules_of(policy.profile, {});
  return policy;
}

// "\xFF" of a fixture is that byte; all else stands as it is.
std::string with_bytes(std::string text) {
  for (std::size_t at = text.find("\\xFF"); at != std::string::npos; at = text.find("\\xFF")) {
    text.replace(at, 4, "\xFF");
  }
  return text;
}

Authorization authorized(const AuthorizationRequest& asked, const GatePolicy& policy) {
  const PaintedEngine engine;
  const PaintedHost host;
  return authorize(asked, policy, {.engine = engine, .host = host, .runtime = "runc"});
}

TEST(DockerDoor, JudgesEveryCall) {
  const std::string path = "src/gate/docker/fixtures/calls.txt";
  const auto text = DiskFiles().read(test::root() + path);
  ASSERT_TRUE(text);
  const GatePolicy policy = standard();
  std::string told;
  std::size_t begin = text->find("### ");
  while (begin != std::string::npos) {
    const std::size_t end = text->find("\n### ", begin);
    const std::string block = text->substr(begin, end - begin);
    begin = end == std::string::npos ? end : end + 1;
    const std::size_t title = block.find('\n'), call = block.find('\n', title + 1);
    const std::string line = block.substr(title + 1, call - title - 1);
    const std::size_t space = line.find(' '), bar = std::min(line.find(" | "), line.size());
    AuthorizationRequest asked;
    asked.method = line.substr(0, space);
    asked.uri = line.substr(space + 1, bar - space - 1);
    asked.content_type = bar < line.size() ? line.substr(bar + 3) : "application/json";
    asked.body = with_bytes(std::string(trim(std::string_view(block).substr(call))));
    const Authorization answer = authorized(asked, policy);
    told += block.substr(4, title - 4) + "\n  " + answer.request.call + ": " +
            (answer.decision.proceeds ? "passes" : "denied") +
            (answer.is_recorded ? "" : ", not recorded") + "\n";
    const std::string reasons = denial_text(answer.decision);
    for (const std::string_view reason : split(reasons, '\n')) {
      if (!reason.empty()) told.append("  ").append(reason.substr(0, 150)).append("\n");
    }
  }
  test::expect_golden(path + ".expected", told);
}

TEST(DockerDoor, KeepsSecretsOutOfRecords) {
  const Authorization answer = authorized(
      {.user = "alice",
       .method = "POST",
       .uri = "/containers/create?name=db",
       .content_type = "application/json",
       .body = R"({"Image": "app", "Env": ["PASSWORD=hunter2", "A"], "HostConfig": {}})"},
      standard());
  EXPECT_TRUE(answer.decision.proceeds);
  EXPECT_EQ(answer.request.who, "alice");
  EXPECT_NE(answer.request.text.find("PASSWORD=***"), std::string::npos);
  EXPECT_EQ(record_of(answer.request, answer.decision, standard()).find("hunter2"),
            std::string::npos);
}

TEST(DockerDoor, OnlyRecordsWhereItAudits) {
  GatePolicy policy = standard();
  policy.mode = GateMode::audit;
  for (const char* const body : {R"({"Image": "app", "HostConfig": {"Privileged": true}})", "{"}) {
    const Authorization answer = authorized({.method = "POST",
                                             .uri = "/containers/create",
                                             .content_type = "application/json",
                                             .body = body},
                                            policy);
    EXPECT_FALSE(answer.decision.passes);
    EXPECT_TRUE(answer.decision.proceeds);
    EXPECT_TRUE(answer.is_recorded);
  }
}

TEST(DockerDoor, LetsPassUnseenWhatThePolicyNames) {
  GatePolicy policy = standard();
  policy.policy.gate.docker_allow = {"buildx", "copies"};
  const auto passes = [&](const std::string& method, const std::string& uri) {
    const Authorization answer =
        authorized({.method = method, .uri = uri, .content_type = {}, .body = {}}, policy);
    EXPECT_TRUE(answer.is_recorded);
    return answer.decision.proceeds;
  };
  EXPECT_TRUE(passes("POST", "/v1.41/grpc"));
  EXPECT_TRUE(passes("PUT", "/v1.41/containers/web/archive?path=/"));
  EXPECT_FALSE(passes("POST", "/v1.41/plugins/pull?remote=x"));
  EXPECT_FALSE(passes("POST", "/v1.41/swarm/init"));
  EXPECT_FALSE(passes("POST", "/v1.41/unknown"));
}

TEST(DockerDoor, ReadsWhatDockerdAsks) {
  const auto asked = read_authorization_request(
      R"({"User": "alice", "UserAuthNMethod": "TLS", "RequestMethod": "POST",
          "RequestURI": "/v1.41/build?t=x", "RequestBody": ")" +
      encode_base64("{}") + R"(", "RequestHeaders": {"content-type": "application/json"}})");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->user + asked->method + asked->uri + asked->body, "alicePOST/v1.41/build?t=x{}");
  EXPECT_EQ(asked->content_type, "application/json ");
  for (const char* const text :
       {"", "[]", "{}", R"({"RequestMethod": "GET"})",
        R"({"RequestMethod": "GET", "RequestURI": "/", "RequestBody": "!"})"}) {
    EXPECT_FALSE(read_authorization_request(text)) << text;
  }
}

}  // namespace
}  // namespace boltseal::docker
