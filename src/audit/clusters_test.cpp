#include "audit/clusters.h"

#include <gtest/gtest.h>

#include "engines/kubernetes/access.h"

namespace boltseal {
namespace {

std::string kubeconfig(const std::string& server) {
  return "current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\n"
         "clusters: [{name: c, cluster: {server: '" +
         server + "'}}]\n";
}

// URLs, or why one cannot be asked.
std::string found(const KubernetesChoice& choice, std::map<std::string, std::string> environment,
                  std::map<std::string, std::string> texts) {
  const MemoryFiles files(std::move(texts));
  std::string all;
  const auto variable = [&](std::string_view name) { return environment[std::string(name)]; };
  for (const Endpoint& each : find_clusters(choice, variable, files)) {
    all += (all.empty() ? "" : ", ") + (each.trouble.empty() ? each.path : "! " + each.trouble) +
           (each.is_named ? " named" : "");
  }
  return all;
}

const std::string remote = "https://192.0.2.1:6443", local = "https://127.0.0.1:6443";
const std::string own = "/etc/kubernetes/admin.conf", usual = "/home/me/.kube/config";
const std::map<std::string, std::string> me = {{"HOME", "/home/me"}};

TEST(Clusters, OfThisMachineAreFoundByThemselves) {
  EXPECT_EQ(found({}, me, {}), "");
  EXPECT_EQ(found({}, me, {{usual, kubeconfig(local)}}), local);
  EXPECT_EQ(found({}, me, {{own, kubeconfig(local)}}), local);
  // One server, once.
  EXPECT_EQ(found({}, me, {{own, kubeconfig(local)}, {usual, kubeconfig(local)}}), local);
  EXPECT_EQ(
      found({}, me, {{own, kubeconfig("https://localhost:7443")}, {usual, kubeconfig(local)}}),
      local + ", https://localhost:7443");
}

TEST(Clusters, OfOtherMachinesAreAskedWhenSomebodySaysSo) {
  const std::map<std::string, std::string> files = {
      {usual, kubeconfig(remote)}, {own, kubeconfig(local)}, {"/other", kubeconfig("https://o")}};
  EXPECT_EQ(found({}, me, files), local);
  EXPECT_EQ(found({.is_asked = true}, me, files), remote + " named");
  EXPECT_EQ(found({.kubeconfig = "/other"}, me, files), "https://o named");
  EXPECT_EQ(found({.context = "x"}, me, files), remote + " named");
  EXPECT_EQ(found({.is_asked = true}, {{"KUBECONFIG", "/none:/other"}}, files), "https://o named");
  EXPECT_EQ(found({.is_asked = true}, {}, files), local + " named");
  EXPECT_EQ(found({}, {{"KUBECONFIG", "/other"}}, {{"/other", kubeconfig(remote)}}), "");
}

TEST(Clusters, AreSaidToBeMissingWhenSomebodyAskedForOne) {
  EXPECT_EQ(found({.is_asked = true}, me, {}),
            "! /home/me/.kube/config is not there, no API server leaves a kubeconfig here, and "
            "this is no pod; name one: --kubeconfig=FILE named");
  EXPECT_EQ(found({.kubeconfig = "/none"}, me, {{usual, kubeconfig(remote)}}),
            "! /none is not there named");
  // Nobody asked for what nobody understands.
  EXPECT_EQ(found({}, me, {{usual, "["}, {own, "- 1"}}), "");
}

TEST(Clusters, AreTheirPodsWhenSomebodySaysSo) {
  const std::string folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
  const std::map<std::string, std::string> pod = {{"KUBERNETES_SERVICE_HOST", "10.96.0.1"},
                                                  {"KUBERNETES_SERVICE_PORT", "443"}};
  const std::map<std::string, std::string> files = {{folder + "token", "t\n"},
                                                    {folder + "ca.crt", "CA"}};
  EXPECT_EQ(found({}, pod, files), "");
  EXPECT_EQ(found({.is_asked = true}, pod, files), "https://10.96.0.1 named");
  EXPECT_EQ(found({.is_asked = true}, {{"KUBERNETES_SERVICE_HOST", "fd00::1"}}, files),
            "https://[fd00::1] named");
  EXPECT_EQ(found({.is_asked = true}, pod, {{folder + "token", "t"}}),
            "! " + folder + "ca.crt cannot be opened: No such file or directory named");
  const MemoryFiles some(files);
  const auto all = find_clusters(
      {.is_asked = true},
      [&](std::string_view name) {
        const auto known = pod.find(std::string(name));
        return known == pod.end() ? std::string() : known->second;
      },
      some);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].cluster->headers.at(0).second, "Bearer t");
  EXPECT_EQ(all[0].cluster->trust.authority_text, "CA");
}

TEST(Clusters, KnowsThisMachine) {
  const auto is_own = [](const char* server) {
    KubernetesAccess access;
    return set_server(server, access) && is_own_server(access);
  };
  EXPECT_TRUE(is_own("https://localhost:6443"));
  EXPECT_TRUE(is_own("https://127.3.2.1"));
  EXPECT_TRUE(is_own("https://[::1]:6443"));
  EXPECT_FALSE(is_own("https://192.0.2.1"));
  EXPECT_FALSE(is_own("https://[2001:db8::1]"));
  EXPECT_FALSE(is_own("https://api.example"));
}

}  // namespace
}  // namespace boltseal
