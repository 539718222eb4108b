// An engine that a test plays. The real ones: tests/engines/audit_*.sh.

#include "engines/docker/docker.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "support/folder.h"
#include "support/server.h"

namespace boltseal {
namespace {

using test::http_answer;
using test::RawServer;

std::string json(const std::string& body) { return http_answer("200 OK", "", body); }

class DockerEngine : public testing::Test {
 protected:
  // Names of containers with their ids, then errors.
  std::string look(const RawServer::Answer& answer) {
    std::filesystem::remove(path_);
    const RawServer server(path_, answer);
    const LiveEngine engine =
        look_at_docker({"docker", "", path_, true, ""}, std::chrono::milliseconds(300));
    std::string said = engine.version;
    for (const LiveContainer& each : engine.containers) said += "\n" + each.name + " " + each.id;
    for (const Error& error : engine.errors) said += "\n! " + error.message;
    return said;
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "docker.sock";
};

TEST_F(DockerEngine, TellsOfItsContainers) {
  EXPECT_EQ(
      look([](const std::string& request) {
        if (request.starts_with("GET /version ")) return json(R"({"Version":"27.1.1"})");
        if (request.starts_with("GET /images/json ")) return json("[]");
        if (request.starts_with("GET /containers/json?all=true ")) {
          return json(R"([{"Id":"b2"},{"Id":"a1"},{"Id":"gone"}])");
        }
        if (request.starts_with("GET /containers/gone/json ")) {
          return http_answer("404 Not Found", "", R"({"message":"No such container"})");
        }
        const bool is_first = request.starts_with("GET /containers/a1/json ");
        return json(is_first ? R"({"Id":"a1","Name":"/web"})" : R"({"Id":"b2","Name":"/api"})");
      }),
      "27.1.1\napi b2\nweb a1");
}

TEST_F(DockerEngine, AnswersGarbage) {
  EXPECT_EQ(look([](const std::string&) { return json("<html>"); }),
            "\n! answers /version with something else than JSON");
  EXPECT_EQ(look([](const std::string& request) {
              return json(request.starts_with("GET /version ") ? "[]" : R"({"Id":3})");
            }),
            "\n! answers with something else than a list of containers");
  // An id becomes a part of a URL.
  EXPECT_EQ(look([](const std::string& request) {
              return json(request.starts_with("GET /version ")      ? "{}"
                          : request.starts_with("GET /containers/") ? R"([{"Id":"../x"},7,{}])"
                                                                    : "[]");
            }),
            "\n! lists containers without an id that one can have");
  EXPECT_EQ(
      look([](const std::string& request) {
        if (request.starts_with("GET /version ")) return json("{}");
        if (request.starts_with("GET /images/")) return json("[]");
        return json(request.find("all=true") != std::string::npos ? R"([{"Id":"a1"}])" : "[[[");
      }),
      "\n! does not tell of 1 container: answers 200 without JSON"
      "\n! answers /volumes with something else than JSON"
      "\n! answers /info with something else than JSON");
}

TEST_F(DockerEngine, TellsOfItsSwarm) {
  const auto answer = [](const std::string& request) {
    if (request.starts_with("GET /version ")) return json("{}");
    if (request.starts_with("GET /info ")) {
      return json(R"({"Swarm":{"ControlAvailable":true},"SecurityOptions":["name=userns"]})");
    }
    if (request.starts_with("GET /services ")) {
      return json(R"([{"ID":"s1","Spec":{"TaskTemplate":{"ContainerSpec":{"Secrets":[
                       {"SecretID":"k1"}]}}}}])");
    }
    if (request.starts_with("GET /services/s1 ")) {
      return json(R"({"ID":"s1","Spec":{"Name":"web"}})");
    }
    if (request.starts_with("GET /tasks ")) {
      return json(R"([{"ServiceID":"s1","Status":{"ContainerStatus":{"ContainerID":"c1"}}},
                      {"ServiceID":"s1","Status":{}},
                      {"ServiceID":"s9","Status":{"ContainerStatus":{"ContainerID":"c9"}}}])");
    }
    if (request.starts_with("GET /volumes ")) {
      return json(R"({"Volumes":[{"Name":"plain","Driver":"local","Options":null},
                      {"Name":"files","Driver":"local","Options":{"device":":/x"}}]})");
    }
    return json("[]");
  };
  std::filesystem::remove(path_);
  const RawServer server(path_, answer);
  const LiveEngine engine =
      look_at_docker({"docker", "", path_, true, ""}, std::chrono::milliseconds(300));
  EXPECT_TRUE(engine.errors.empty());
  ASSERT_EQ(engine.makers.size(), 1u);
  EXPECT_EQ(engine.makers[0].name, "web");
  EXPECT_EQ(engine.makers[0].noun, "service");
  ASSERT_EQ(engine.makers[0].made.size(), 1u);
  EXPECT_EQ(engine.makers[0].made[0].key, "c1");
  EXPECT_EQ(engine.used_secrets, std::set<std::string>{"k1"});
  EXPECT_EQ(engine.root, ContainerRoot::mapped);
  ASSERT_EQ(engine.volumes.size(), 1u);
  EXPECT_EQ(engine.volumes.begin()->first, "files");
  // Nothing but questions, and nothing that tells a secret.
  for (const std::string& request : server.requests()) {
    EXPECT_TRUE(request.starts_with("GET ")) << request;
    EXPECT_EQ(request.find("/secrets/"), std::string::npos) << request;
    EXPECT_EQ(request.find("/configs"), std::string::npos) << request;
  }
}

// A pod's own container is none of its containers.
TEST_F(DockerEngine, TellsOfPods) {
  std::filesystem::remove(path_);
  const RawServer server(path_, [](const std::string& request) {
    if (request.starts_with("GET /version ")) return json("{}");
    if (request.starts_with("GET /v3.0.0/libpod/containers/json?all=true ")) {
      return json(R"([{"Id":"i1"},{"Id":"c1"},{"Id":"c2"}])");
    }
    if (request.starts_with("GET /v3.0.0/libpod/pods/json ")) {
      return json(R"([{"Name":"shop","InfraId":"i1","Containers":[{"Id":"i1"},{"Id":"c1"}]}])");
    }
    if (request.starts_with("GET /v3.0.0/libpod/containers/c1")) return json(R"({"Name":"web"})");
    if (request.starts_with("GET /v3.0.0/libpod/containers/c2")) return json(R"({"Name":"db"})");
    if (request.starts_with("GET /v3.0.0/libpod/containers/i1"))
      return json(R"({"Name":"x-infra"})");
    return json("{}");
  });
  const LiveEngine engine =
      look_at_docker({"podman", "", path_, true, ""}, std::chrono::milliseconds(300));
  ASSERT_EQ(engine.containers.size(), 2u);
  EXPECT_EQ(engine.containers[0].name, "db");
  EXPECT_EQ(engine.containers[0].scope, "");
  EXPECT_EQ(engine.containers[1].name, "web");
  EXPECT_EQ(engine.containers[1].scope, "pod shop");
  ASSERT_EQ(engine.makers.size(), 1u);
  EXPECT_EQ(engine.makers[0].name, "shop");
  EXPECT_EQ(engine.makers[0].noun, "pod");
}

TEST_F(DockerEngine, Hangs) {
  EXPECT_NE(look([](const std::string&) { return std::string(); }).find("! "), std::string::npos);
  // In the middle of it: what came before counts.
  EXPECT_NE(look([](const std::string& request) {
              if (request.starts_with("GET /version ")) return json("{}");
              if (request.starts_with("GET /images/")) return json("[]");
              if (request.find("all=true") != std::string::npos) {
                return json(R"([{"Id":"a1"},{"Id":"b2"}])");
              }
              return request.starts_with("GET /containers/a1/")
                         ? json(R"({"Id":"a1","Name":"/web"})")
                         : "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
            }).find("web a1\n! does not tell of 1 container: "),
            std::string::npos);
}

TEST_F(DockerEngine, IsNotThere) {
  const LiveEngine engine =
      look_at_docker({"docker", "", path_, true, ""}, std::chrono::milliseconds(300));
  ASSERT_EQ(engine.errors.size(), 1u);
  EXPECT_EQ(engine.errors[0].path, "docker at " + path_);
}

}  // namespace
}  // namespace boltseal
