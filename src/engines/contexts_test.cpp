#include "engines/contexts.h"

#include <gtest/gtest.h>

#include <map>

#include "engines/endpoints.h"
#include "support/folder.h"

namespace boltseal {
namespace {

class Contexts : public testing::Test {
 protected:
  net::Environment environment() const {
    return [this](std::string_view name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::string() : found->second;
    };
  }
  void context(const std::string& name, const std::string& host) const {
    folder_.put(".docker/contexts/meta/" + name + "/meta.json",
                R"({"Name":")" + name + R"(","Metadata":{},"Endpoints":{"docker":{"Host":")" +
                    host + R"(","SkipTLSVerify":false}}})");
  }
  // One line each, the chosen one with a star.
  std::string said() const {
    std::string lines;
    for (const NamedEngine& each : named_engines(environment())) {
      lines += each.named_by + (each.is_chosen ? "* " : " ") + each.address + "\n";
    }
    return lines;
  }

  const test::TemporaryFolder folder_;
  std::map<std::string, std::string, std::less<>> variables_ = {{"HOME", folder_.path()}};
};

TEST_F(Contexts, AreThoseOfDocker) {
  EXPECT_EQ(said(), "");
  context("far", "ssh://root@far");
  context("lab", "unix:///run/lab.sock");
  folder_.put(".docker/contexts/meta/x/meta.json", "[");
  folder_.put(".docker/config.json", R"({"auths":{},"currentContext":"lab"})");
  EXPECT_EQ(said(),
            "Docker's context \"far\" ssh://root@far\n"
            "Docker's context \"lab\"* unix:///run/lab.sock\n");
  variables_["DOCKER_CONTEXT"] = "far";
  EXPECT_EQ(said(),
            "Docker's context \"far\"* ssh://root@far\n"
            "Docker's context \"lab\" unix:///run/lab.sock\n");
  variables_["DOCKER_CONTEXT"] = "default";
  EXPECT_EQ(said().find('*'), std::string::npos);
  variables_["DOCKER_CONTEXT"] = "gone";
  EXPECT_NE(said().find("Docker's context \"gone\"* \n"), std::string::npos);
  variables_["DOCKER_HOST"] = "unix:///run/mine.sock";  // wins
  EXPECT_EQ(said().find('*'), std::string::npos);
  variables_["DOCKER_CONFIG"] = folder_.path() + "elsewhere";
  EXPECT_EQ(said(), "");
}

TEST_F(Contexts, AreConnectionsOfPodman) {
  folder_.put(".config/containers/podman-connections.json",
              R"({"Connection":{"Default":"vm","Connections":{)"
              R"("vm":{"URI":"ssh://core@127.0.0.1:4711/run/podman.sock","Identity":"/k"}}}})");
  folder_.put(".config/containers/containers.conf",
              "[engine]\n  active_service = \"old\"\n  [engine.service_destinations]\n"
              "    [engine.service_destinations.old]\n      uri = \"unix:///run/old.sock\"\n");
  EXPECT_EQ(said(),
            "Podman's connection \"old\" unix:///run/old.sock\n"
            "Podman's connection \"vm\" ssh://core@127.0.0.1:4711/run/podman.sock\n");
  variables_["CONTAINER_CONNECTION"] = "vm";
  EXPECT_NE(said().find("\"vm\"*"), std::string::npos);
}

// Whom an audit asks, of those that contexts name.
TEST_F(Contexts, LeadToEndpoints) {
  context("far", "tcp://10.0.0.1:2376");
  context("lab", "unix:///nowhere/lab.sock");
  const auto asked = [&] {
    std::string lines;
    for (const Endpoint& each : find_endpoints(environment())) {
      if (each.is_named) lines += each.path + " | " + each.trouble + "\n";
    }
    return lines;
  };
  EXPECT_EQ(asked(), "");
  variables_["DOCKER_CONTEXT"] = "far";
  EXPECT_EQ(asked(),
            "tcp://10.0.0.1:2376 | Docker's context \"far\" names \"tcp://10.0.0.1:2376\"; only "
            "sockets of this machine (unix://) are asked\n");
  variables_["DOCKER_CONTEXT"] = "lab";
  EXPECT_EQ(asked(), "/nowhere/lab.sock | \n");
  variables_["DOCKER_CONTEXT"] = "gone";
  EXPECT_EQ(asked(), " | Docker's context \"gone\" is chosen, but nothing says where it is\n");
}

}  // namespace
}  // namespace boltseal
