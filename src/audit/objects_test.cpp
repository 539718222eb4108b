#include "audit/objects.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

LiveObject object(const std::string& kind, const std::string& space, const std::string& name,
                  const std::string& version, const std::string& more) {
  LiveObject live{.kind = kind, .name = name, .name_space = space, .used_in = space, .text = {}};
  live.text = "{\n    \"apiVersion\": \"" + version + "\",\n    \"kind\": \"" + kind +
              "\",\n    \"metadata\": {\"name\": \"" + name + "\", \"namespace\": \"" + space +
              "\"},\n    " + more + "\n}";
  return live;
}

LiveObject workload(const std::string& kind, const std::string& space, const std::string& name,
                    const std::string& pod) {
  const std::string containers =
      "\"containers\": [{\"name\": \"app\", \"image\": \"busybox:1\"}]" + pod;
  return kind == "Pod" ? object(kind, space, name, "v1", "\"spec\": {" + containers + "}")
                       : object(kind, space, name, "apps/v1",
                                "\"spec\": {\"template\": {\"metadata\": {\"labels\": {\"app\": "
                                "\"" +
                                    name + "\"}},\n    \"spec\": {" + containers + "}}}");
}

std::string said(std::vector<LiveObject> objects, std::string_view rule) {
  LiveEngine engine;
  engine.kind = engine.name = "kubernetes";
  engine.objects = std::move(objects);
  const RuleSet rules = {find_rule(rule)};
  const Verdict verdict = judge_objects(engine, {.rules = rules, .threads = 1});
  std::string text;
  for (const ShownFinding& each : verdict.findings) {
    text +=
        (text.empty() ? "" : "; ") + each.place.path + ":" + std::to_string(each.place.begin.line);
    for (const std::string& subject : each.subjects) text += ", " + subject;
  }
  for (const ShownError& each : verdict.errors) text += "! " + each.place.path + each.message;
  return text;
}

TEST(LiveObjects, AreNamedWithTheirOwnLines) {
  EXPECT_EQ(said({workload("Deployment", "a", "one", ""),
                  workload("Deployment", "a", "two", ",\n\"hostPID\": true"),
                  workload("Deployment", "b", "two", ",\n\n\"hostPID\": true")},
                 "privilege/host-namespace"),
            "kubernetes Deployment a/two:7, Deployment/two container app; "
            "kubernetes Deployment b/two:8, Deployment/two container app");
}

TEST(LiveObjects, CountForEachOther) {
  const auto account = [](const std::string& space) {
    return object("ServiceAccount", space, "default", "v1",
                  "\"automountServiceAccountToken\": false");
  };
  EXPECT_EQ(said({workload("Deployment", "a", "one", ""), account("b"),
                  workload("Deployment", "b", "one", "")},
                 "access/default-service-account-token"),
            "kubernetes Deployment a/one:4, Deployment/one container app");
  EXPECT_EQ(said({workload("Deployment", "a", "one", ""), workload("Deployment", "b", "two", ""),
                  object("NetworkPolicy", "a", "all", "networking.k8s.io/v1",
                         "\"spec\": {\"podSelector\": {}, \"policyTypes\": [\"Ingress\"]}")},
                 "network/no-policy"),
            "kubernetes Deployment b/two:4, Deployment/two");
}

TEST(LiveObjects, SayNothingOfPoliciesThatMayBeHidden) {
  LiveEngine engine;
  engine.kind = engine.name = "kubernetes";
  engine.objects = {workload("Deployment", "b", "two", "")};
  engine.errors = {{"does not let you list networkpolicies", "kubernetes", {}, {}}};
  const RuleSet rules = {find_rule("network/no-policy")};
  EXPECT_TRUE(judge_objects(engine, {.rules = rules}).findings.empty());
}

TEST(LiveObjects, OfATemplateAreToldForWhatItDoesNotSay) {
  const auto pod = [](const std::string& name, const std::string& more) {
    LiveObject live = workload("Pod", "a", name, more);
    live.made_by = "Deployment/web";
    return live;
  };
  const std::string host = ",\n\"hostPID\": true", both = host + ",\n\"hostIPC\": true";
  EXPECT_EQ(said({workload("Deployment", "a", "web", host), pod("web-1", host), pod("web-2", both),
                  pod("web-3", both)},
                 "privilege/host-namespace"),
            "kubernetes Deployment a/web:7, Deployment/web container app; "
            "kubernetes Pod a/web-2:7, Pod/web-2 container app, Pod/web-3 container app");
  // They are not what policies have to select; their template is.
  EXPECT_EQ(said({workload("Deployment", "a", "web", ""), pod("web-1", "")}, "network/no-policy"),
            "kubernetes Deployment a/web:4, Deployment/web");
}

TEST(LiveObjects, HaveBracesThatNobodyFillsIn) {
  EXPECT_EQ(
      said({workload("Deployment", "a", "web", ",\n\"x\": \"{{ .Values.y }}\", \"hostPID\": true")},
           "privilege/host-namespace"),
      "kubernetes Deployment a/web:7, Deployment/web container app");
}

TEST(LiveObjects, AreInTheVersionThatWasAskedFor) {
  EXPECT_EQ(said({object("CronJob", "a", "old", "batch/v1beta1",
                         "\"spec\": {\"jobTemplate\": {\"spec\": {\"template\": {\"spec\": "
                         "{\"containers\": [{\"name\": \"app\", \"image\": \"x\"}]}}}}}")},
                 "update/removed-api"),
            "");
}

TEST(LiveObjects, SayWhatRunsOnANode) {
  const auto node = [](const std::string& kubelet) {
    return object("Node", "", "n", "v1",
                  "\"status\": {\"nodeInfo\": {\"containerRuntimeVersion\": "
                  "\"containerd://1.6.20~ds1\",\n\"kubeletVersion\": \"" +
                      kubelet + "\"}}");
  };
  EXPECT_EQ(said({node("v1.20.2")}, "update/end-of-life"), "kubernetes Node n:6, Node/n");
  EXPECT_EQ(said({node("v1.20.2+k3s1")}, "update/end-of-life"), "kubernetes Node n:6, Node/n");
  EXPECT_EQ(said({node("v1.20.2-eks-a5565ad")}, "update/end-of-life"), "");
  EXPECT_EQ(said({node("")}, "update/end-of-life"), "");
}

TEST(LiveObjects, AreReadHoweverManyThereAre) {
  std::vector<LiveObject> many;
  const std::string filler = ",\n\"x\": \"" + std::string(50'000, 'x') + "\"";
  for (int at = 100; at < 200; ++at) {
    many.push_back(workload("Deployment", "a", "w" + std::to_string(at),
                            at == 199 ? filler + ",\n\"hostPID\": true" : filler));
  }
  EXPECT_EQ(said(std::move(many), "privilege/host-namespace"),
            "kubernetes Deployment a/w199:8, Deployment/w199 container app");
}

}  // namespace
}  // namespace boltseal
