#include "audit/kubeconfig.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

const std::string cluster =
    "clusters: [{name: c, cluster: {server: 'https://api.example:6443'}}]\n";
const std::string contexts =
    "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}},"
    " {name: y, context: {cluster: other, user: u}}, {name: z, context: {cluster: c}}]\n";

std::string user(const std::string& lines) {
  return cluster + contexts + "users: [{name: u, user: {" + lines + "}}]\n";
}

// Server, headers and certificates; or why there are none.
std::string said(const std::vector<std::string>& paths, std::map<std::string, std::string> texts,
                 const std::string& context = {}) {
  const MemoryFiles files(std::move(texts));
  const auto access = read_kubeconfig(paths, context, files);
  if (!access) return "! " + access.error().path + " " + access.error().message;
  std::string text = url_of(*access);
  for (const auto& [name, value] : access->headers) text += " " + name + "=" + value;
  const net::Trust& trust = access->trust;
  for (const std::string& each : {trust.authority_text, trust.certificate_text, trust.key_text}) {
    if (!each.empty()) text += " [" + each + "]";
  }
  return text + (trust.verify ? "" : " unverified") +
         (trust.peer.empty() ? "" : " as " + trust.peer) +
         (access->proxy.empty() ? "" : " by " + access->proxy);
}

std::string one(const std::string& text, const std::string& context = {}) {
  return said({"/k/config"}, {{"/k/config", text}, {"/k/token", "from-file\n"}, {"/pki/a", "A"}},
              context);
}

TEST(Kubeconfig, KnowsEveryWayToSayWhoAsks) {
  EXPECT_EQ(one(user("token: secret")), "https://api.example:6443 Authorization=Bearer secret");
  EXPECT_EQ(one(user("tokenFile: token, token: secret")),
            "https://api.example:6443 Authorization=Bearer from-file");
  EXPECT_EQ(one(user("username: me, password: pw")),
            "https://api.example:6443 Authorization=Basic bWU6cHc=");
  EXPECT_EQ(one(user("client-certificate: ../pki/a, client-key-data: S0VZ")),
            "https://api.example:6443 [A] [KEY]");
  EXPECT_EQ(one(user("client-certificate: ../pki/b, client-certificate-data: Q0VSVA==")),
            "https://api.example:6443 [CERT]");
  EXPECT_EQ(one(user("token: t, as: jane, as-groups: [a, b]")),
            "https://api.example:6443 Authorization=Bearer t Impersonate-User=jane "
            "Impersonate-Group=a Impersonate-Group=b");
  EXPECT_EQ(one(cluster + contexts, "z"), "https://api.example:6443");
}

TEST(Kubeconfig, RunsNothing) {
  EXPECT_EQ(one(user("exec: {command: aws}")),
            "! /k/config asks a program for its credentials (exec), and nothing is executed");
  EXPECT_EQ(one(user("auth-provider: {name: gcp}")),
            "! /k/config asks a program for its credentials (auth-provider), and nothing is "
            "executed");
  EXPECT_EQ(one(user("exec: {command: aws}, token: t")),
            "https://api.example:6443 Authorization=Bearer t");
}

TEST(Kubeconfig, KnowsWhatIsSaidOfAServer) {
  const auto of = [](const std::string& lines) {
    return one(
        "current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\n"
        "clusters: [{name: c, cluster: {" +
        lines + "}}]\n");
  };
  EXPECT_EQ(of("server: 'https://h/k8s/clusters/c-1/', certificate-authority-data: Q0E="),
            "https://h/k8s/clusters/c-1 [CA]");
  EXPECT_EQ(of("server: 'https://h', insecure-skip-tls-verify: true, tls-server-name: n"),
            "https://h unverified as n");
  EXPECT_EQ(of("server: 'https://h', proxy-url: 'http://p:3128'"), "https://h by http://p:3128");
  EXPECT_EQ(of("server: 'https://h', proxy-url: 'socks5://p'"),
            "! /k/config its proxy-url socks5://p cannot be used");
  EXPECT_EQ(of("server: 'https://h', certificate-authority-data: '!'"),
            "! /k/config certificate-authority-data is no base64");
  EXPECT_EQ(of("server: '127.0.0.1:8080'"), "http://127.0.0.1:8080");
  EXPECT_EQ(of("server: 'ftp://h'"), "! /k/config names no server that can be asked: \"ftp://h\"");
  EXPECT_EQ(of(""), "! /k/config names no server that can be asked: \"\"");
}

// kubernetes.io, "Merging kubeconfig files".
TEST(Kubeconfig, IsPutTogetherFromSeveral) {
  const std::map<std::string, std::string> files = {
      {"/a/config", "current-context: x\nusers: [{name: u, user: {tokenFile: token}}]\n"},
      {"/a/token", "of-a"},
      {"/b/config", user("token: of-b")},
      {"/c/config", "current-context: y\n"}};
  EXPECT_EQ(said({"/none", "/a/config", "/b/config"}, files),
            "https://api.example:6443 Authorization=Bearer of-a");
  EXPECT_EQ(said({"/b/config", "/a/config"}, files, "x"),
            "https://api.example:6443 Authorization=Bearer of-b");
  EXPECT_EQ(said({"/c/config", "/b/config"}, files),
            "! /c/config, /b/config has no cluster named \"other\"");
}

TEST(Kubeconfig, MayBeAnything) {
  EXPECT_EQ(said({"/none"}, {}), "! /none is not there");
  EXPECT_EQ(one(""), "! /k/config has no current-context");
  EXPECT_EQ(one("- a"), "! /k/config is no kubeconfig");
  EXPECT_EQ(one("current-context: [x]\ncontexts: 3"), "! /k/config has no current-context");
  EXPECT_EQ(one("current-context: x\ncontexts: {x: y}"), "! /k/config has no context named \"x\"");
  EXPECT_EQ(one("current-context: x\ncontexts: [3, [], {name: x}]"),
            "! /k/config has no cluster named \"\"");
  EXPECT_EQ(one("current-context: \"\\x1b[2J\""), "! /k/config has no context named \"\\x1b[2J\"");
  EXPECT_EQ(one(cluster + contexts), "! /k/config has no user named \"u\"");
  EXPECT_TRUE(one("a: [").starts_with("! /k/config "));
}

TEST(Kubeconfig, ShowsNoTokenOnTheWay) {
  const auto of = [](const std::string& server) {
    return one(
        "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
        "clusters: [{name: c, cluster: {server: '" +
        server + "'}}]\nusers: [{name: u, user: {token: t}}]\n");
  };
  EXPECT_EQ(of("http://api.example"),
            "! /k/config would show its credentials on the way: http://api.example does not "
            "encrypt");
  EXPECT_EQ(of("http://127.0.0.1:8080"), "http://127.0.0.1:8080 Authorization=Bearer t");
}

}  // namespace
}  // namespace boltseal
