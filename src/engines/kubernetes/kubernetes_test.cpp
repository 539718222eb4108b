// An API server that a test plays: synthetic answers. The real one:
// tests/engines/audit_kubernetes.sh.

#include "engines/kubernetes/kubernetes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "engines/kubernetes/access.h"
#include "support/server.h"

namespace boltseal {
namespace {

using test::http_answer;
using test::RawServer;

std::string json(const std::string& body) { return http_answer("200 OK", "", body); }
std::string status(const std::string& line, const std::string& message) {
  return http_answer(
      line, "",
      R"({"kind":"Status","message":")" + message + R"(","code":)" + line.substr(0, 3) + "}");
}
std::string list(const std::string& items, const std::string& metadata = "{}") {
  return json(R"({"kind":"List","metadata":)" + metadata + R"(,"items":[)" + items + "]}");
}
std::string pod(const std::string& name, const std::string& more = "") {
  return R"({"metadata":{"name":")" + name + R"(","namespace":"shop","uid":"u-)" + name + "\"" +
         more + R"(},"spec":{}})";
}

// Whether a request is a GET of this path, whatever stands behind it.
bool asks(const std::string& request, const std::string& path) {
  return request.starts_with("GET " + path + "?") || request.starts_with("GET " + path + " ");
}

struct Told {
  std::string text;
  LiveEngine engine;
  std::vector<std::string> requests;
};

// Version, objects, then errors.
Told look(const RawServer::Answer& answer, const std::vector<std::string>& namespaces = {},
          bool is_named = true) {
  const RawServer server([&](const std::string& request) {
    std::string own = answer(request);
    if (own != "usual") return own;
    if (asks(request, "/version")) return json(R"({"gitVersion":"v1.30.1"})");
    if (asks(request, "/apis")) {
      return json(R"({"groups":[{"name":"apps","versions":[{"version":"v1"}]},
                                {"name":"batch","versions":[{"version":"v1"},{"version":"v1beta1"}]}]})");
    }
    return list("");
  });
  KubernetesAccess access;
  access.server = *net::parse_url("http://" + server.host());
  access.server.target.clear();
  access.headers = {{"Authorization", "Bearer secret"}};
  access.namespaces = namespaces;
  const Endpoint endpoint{.engine = "kubernetes",
                          .user = {},
                          .path = "http://server",
                          .is_named = is_named,
                          .cluster = std::make_shared<const KubernetesAccess>(access)};
  Told told{.text = {},
            .engine = look_at_kubernetes(endpoint, std::chrono::milliseconds(300)),
            .requests = server.requests()};
  told.text = told.engine.version;
  for (const LiveObject& each : told.engine.objects) {
    told.text += "\n" + each.kind + " " + each.name_space + "/" + each.name +
                 (each.made_by.empty() ? "" : " by " + each.made_by);
  }
  for (const Error& error : told.engine.errors) told.text += "\n! " + error.message;
  return told;
}

TEST(Kubernetes, TellsOfItsObjects) {
  const Told told = look([](const std::string& request) -> std::string {
    if (asks(request, "/api/v1/pods")) return list(pod("b") + "," + pod("a"));
    if (asks(request, "/apis/apps/v1/deployments")) return list(pod("web"));
    return "usual";
  });
  EXPECT_EQ(told.text, "v1.30.1\nDeployment shop/web\nPod shop/a\nPod shop/b");
  // As kubectl prints it.
  EXPECT_EQ(told.engine.objects[0].text,
            "{\n    \"apiVersion\": \"apps/v1\",\n    \"kind\": \"Deployment\",\n"
            "    \"metadata\": {\n        \"name\": \"web\",\n        \"namespace\": \"shop\",\n"
            "        \"uid\": \"u-web\"\n    },\n    \"spec\": {}\n}");
  for (const std::string& request : told.requests) {
    EXPECT_TRUE(request.starts_with("GET ")) << request;
    EXPECT_NE(request.find("\r\nAuthorization: Bearer secret\r\n"), std::string::npos);
    EXPECT_EQ(request.find("secrets"), std::string::npos);
    // Of a group that is not served nothing is asked.
    EXPECT_EQ(request.find("cilium"), std::string::npos);
  }
}

TEST(Kubernetes, TellsPageByPage) {
  EXPECT_EQ(look([](const std::string& request) -> std::string {
              if (asks(request, "/api/v1/pods")) {
                return request.find("continue=a%2Fb") == std::string::npos
                           ? list(pod("a"), R"({"continue":"a/b"})")
                           : list(pod("b"));
              }
              return "usual";
            }).text,
            "v1.30.1\nPod shop/a\nPod shop/b");
  // It forgot where we were: all of it at once, and what was told before does not count twice.
  EXPECT_EQ(look([](const std::string& request) -> std::string {
              if (!asks(request, "/api/v1/pods")) return "usual";
              if (request.find("continue=") != std::string::npos) {
                return status("410 Gone", "The provided continue parameter is too old");
              }
              return request.find("limit=") != std::string::npos
                         ? list(pod("a"), R"({"continue":"x"})")
                         : list(pod("a") + "," + pod("c"));
            }).text,
            "v1.30.1\nPod shop/a\nPod shop/c");
  // For ever.
  const Told endless = look([](const std::string& request) -> std::string {
    return asks(request, "/api/v1/pods") ? list("", R"({"continue":"x"})") : "usual";
  });
  EXPECT_EQ(endless.text,
            "v1.30.1\n! does not tell of pods: answers /api/v1/pods with more pages "
            "than are read");
}

TEST(Kubernetes, HasOlderAndNewerVersions) {
  const Told told = look([](const std::string& request) -> std::string {
    if (asks(request, "/apis")) {
      return json(R"({"groups":[{"name":"apps","versions":[{"version":"v2"}]},7,
                                {"name":"batch","versions":[{"version":"v1"},{"version":"v1beta1"}]}]})");
    }
    if (asks(request, "/apis/batch/v1/cronjobs")) return status("404 Not Found", "no such");
    if (asks(request, "/apis/batch/v1beta1/cronjobs")) return list(pod("nightly"));
    return "usual";
  });
  EXPECT_TRUE(
      told.text.starts_with("v1.30.1\nCronJob shop/nightly\n! serves deployments in other "
                            "versions than are known here (apps)"))
      << told.text;
}

TEST(Kubernetes, SaysWhatItMayNotKnow) {
  const auto forbid = [](const std::string& request) -> std::string {
    const bool is_forbidden =
        asks(request, "/api/v1/nodes") || request.find("/pods?") != std::string::npos;
    return is_forbidden ? status("403 Forbidden", "no") : "usual";
  };
  EXPECT_EQ(look(forbid).text, "v1.30.1\n! does not let you list nodes, pods");
  // Nodes are not asked for.
  EXPECT_EQ(look(forbid, {"shop"}).text,
            "v1.30.1\nNamespace /\n! does not let you list pods in the namespace shop");
  EXPECT_EQ(
      look([](const std::string&) { return status("401 Unauthorized", "Unauthorized"); }).text,
      "\n! does not know who asks: 401");
}

TEST(Kubernetes, AsksForTheNamespacesThatAreNamed) {
  const Told told = look(
      [](const std::string& request) -> std::string {
        if (asks(request, "/api/v1/namespaces/shop")) {
          return json(R"({"metadata":{"name":"shop"}})");
        }
        if (asks(request, "/api/v1/namespaces/..%2Fnodes")) return status("404 Not Found", "gone");
        if (asks(request, "/api/v1/namespaces/shop/pods")) return list(pod("a"));
        return "usual";
      },
      {"shop", "../nodes"});
  EXPECT_EQ(told.text,
            "v1.30.1\nNamespace /shop\nPod shop/a\n! does not tell of the namespace "
            "../nodes: it answers /api/v1/namespaces/..%2Fnodes with 404 (gone)");
  EXPECT_FALSE(std::ranges::any_of(told.requests, [](const std::string& request) {
    return asks(request, "/api/v1/pods") || asks(request, "/api/v1/nodes");
  }));
}

TEST(Kubernetes, AnswersGarbage) {
  EXPECT_EQ(look([](const std::string&) { return json("<html>"); }).text,
            "\n! answers /version with something else than JSON");
  EXPECT_EQ(look([](const std::string& request) -> std::string {
              if (asks(request, "/apis")) return json(R"({"groups":{"a":1}})");
              if (asks(request, "/version")) return json(R"({"gitVersion":7})");
              if (asks(request, "/api/v1/pods")) return json(R"({"items":{}})");
              if (asks(request, "/api/v1/nodes")) return json("[1]");
              if (asks(request, "/api/v1/services")) {
                return list(R"(3,null,{},{"metadata":7},{"metadata":{"name":[]},"spec":9})");
              }
              return "usual";
            }).text,
            "\nService /\nService /\nService /\n! does not tell of nodes, pods: answers "
            "/api/v1/nodes with something else than JSON");
}

TEST(Kubernetes, IsNotThereWhenSomebodyElseIsAndNobodySaidSo) {
  for (const std::string& answer :
       {json("<html>"), http_answer("404 Not Found", "", "{}"), std::string("SSH-2.0-x\r\n")}) {
    EXPECT_TRUE(look([&](const std::string&) { return answer; }, {}, false).engine.is_absent);
    EXPECT_FALSE(look([&](const std::string&) { return answer; }).engine.is_absent);
  }
  for (const char* const line : {"401 Unauthorized", "503 Service Unavailable"}) {
    EXPECT_FALSE(
        look([&](const std::string&) { return status(line, "no"); }, {}, false).engine.is_absent);
  }
}

TEST(Kubernetes, SendsNobodyElseItsToken) {
  const RawServer other([](const std::string&) { return json("{}"); });
  const Told told = look([&](const std::string&) {
    return http_answer("302 Found", "Location: http://" + other.host() + "/\r\n", "");
  });
  EXPECT_EQ(told.text, "\n! sends us on more than 0 times");
  EXPECT_TRUE(other.requests().empty());
}

TEST(Kubernetes, Hangs) {
  EXPECT_EQ(look([](const std::string&) { return std::string(); }).text,
            "\n! does not answer in time");
  EXPECT_FALSE(look([](const std::string&) { return std::string(); }, {}, false).engine.is_absent);
  // In the middle of it: what came before counts, and nobody waits for each of the others.
  const Told told = look([](const std::string& request) -> std::string {
    if (asks(request, "/api/v1/namespaces")) return list(R"({"metadata":{"name":"shop"}})");
    return asks(request, "/version") || asks(request, "/apis") ? "usual" : "";
  });
  EXPECT_TRUE(told.text.starts_with("v1.30.1\nNamespace /shop\n! does not tell of nodes, "))
      << told.text;
  EXPECT_TRUE(told.text.ends_with("does not answer in time")) << told.text;
  EXPECT_LT(told.requests.size(), 10u);
}

}  // namespace
}  // namespace boltseal
