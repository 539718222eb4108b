// An API server that a test plays: synthetic answers. The real one:
// tests/engines/gate_kubernetes.sh.

#include "gate/kubernetes/lock.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/server.h"

namespace boltseal {
namespace {

using test::http_answer;
using test::RawServer;

constexpr const char* validating =
    R"({"webhooks":[
        {"name":"enforce","failurePolicy":"Ignore","clientConfig":{"service":{"path":"/validate/enforce"}}},
        {"name":"warn","failurePolicy":"Ignore","clientConfig":{"service":{"path":"/validate/warn"}}},
        {"name":"elsewhere","failurePolicy":"Ignore","clientConfig":{"url":"https://gate/validate/enforce"}},
        {"name":"locked","failurePolicy":"Fail","clientConfig":{"service":{"path":"/validate/enforce"}}}]})";

// A server on which what a request begins with has an answer, the first that fits; else 404.
class Played {
 public:
  explicit Played(std::vector<std::pair<std::string, std::string>> answers)
      : server_([answers = std::move(answers)](const std::string& request) {
          for (const auto& [asked, answer] : answers) {
            if (request.starts_with(asked)) return http_answer("200 OK", "", answer);
          }
          return http_answer("404 Not Found", "", R"({"kind":"Status","message":"not found"})");
        }) {
    access_.server = *net::parse_url("http://" + server_.host());
    access_.server.target.clear();
  }

  KubernetesApi api() const { return KubernetesApi(access_, std::chrono::seconds(5)); }

  /// The bodies of what was changed.
  std::vector<std::string> changes() const {
    std::vector<std::string> bodies;
    for (const std::string& request : server_.requests()) {
      if (request.starts_with("PATCH "))
        bodies.push_back(request.substr(request.find("\r\n\r\n") + 4));
    }
    return bodies;
  }

 private:
  RawServer server_;
  KubernetesAccess access_;
};

const std::string kinds = "/apis/admissionregistration.k8s.io/v1/";
const std::string validating_path = kinds + "validatingwebhookconfigurations/boltseal ";
const std::string mutating_path = kinds + "mutatingwebhookconfigurations/boltseal ";

TEST(Lock, CountsTheReplicasThatAreReady) {
  const std::string path = "GET /apis/apps/v1/namespaces/gates/deployments/boltseal-gate ";
  EXPECT_EQ(*ready_replicas(Played({{path, R"({"status":{"readyReplicas":2}})"}}).api(), "gates"),
            2);
  EXPECT_EQ(*ready_replicas(Played({{path, R"({"status":{}})"}}).api(), "gates"), 0);
  const auto missing = ready_replicas(Played({}).api(), "gates");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().remedy, "name the namespace that the gate is in: --namespace=NAME");
}

TEST(Lock, LocksWhatRefusesAlone) {
  const Played server({{"GET " + validating_path, validating}, {"PATCH " + validating_path, "{}"}});
  EXPECT_EQ(*lock_webhooks(server.api(), "boltseal"), 2);
  EXPECT_EQ(server.changes(),
            std::vector<std::string>{R"({"webhooks":[{"failurePolicy":"Fail","name":"enforce"},)"
                                     R"({"failurePolicy":"Fail","name":"elsewhere"}]})"});
}

TEST(Lock, UnlocksEverything) {
  const std::string locked = R"({"webhooks":[{"name":"harden","failurePolicy":"Fail"}]})";
  const Played both(
      {{"GET " + validating_path, validating}, {"GET " + mutating_path, locked}, {"PATCH ", "{}"}});
  EXPECT_EQ(*unlock_webhooks(both.api(), "boltseal"), 2);
  EXPECT_EQ(both.changes(), (std::vector<std::string>{
                                R"({"webhooks":[{"failurePolicy":"Ignore","name":"locked"}]})",
                                R"({"webhooks":[{"failurePolicy":"Ignore","name":"harden"}]})"}));
  const Played one({{"GET " + validating_path, validating}, {"PATCH ", "{}"}});
  EXPECT_EQ(*unlock_webhooks(one.api(), "boltseal"), 1);
}

TEST(Lock, SaysWhatIsNotThere) {
  const auto missing = unlock_webhooks(Played({}).api(), "other");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message,
            "the API server answers /apis/admissionregistration.k8s.io/v1/"
            "validatingwebhookconfigurations/other with 404 (not found)");
  EXPECT_EQ(missing.error().remedy, "name the webhooks that there are: --webhooks=NAME");
}

}  // namespace
}  // namespace boltseal
