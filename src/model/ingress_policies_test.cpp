#include "model/ingress_policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace boltseal {
namespace {

using testing::HasSubstr;
using testing::Not;

class Policies : public testing::Test {
 protected:
  Policies() {
    project_.platform = Platform::kubernetes;
    add("web", "shop", {"db"});
    add("db", "shop", {});
    service("db", "shop");
  }

  Member& add(const std::string& name, std::string name_space, std::vector<std::string> words) {
    Member member;
    member.name = "Deployment/" + name;
    member.name_space = std::move(name_space);
    member.labels.push_back({"app", Text(name), {}});
    member.words = std::move(words);
    project_.members.push_back(std::move(member));
    return project_.members.back();
  }
  ServiceName& service(const std::string& name, std::string name_space) {
    ServiceName service;
    service.name = name;
    service.name_space = std::move(name_space);
    service.selector.push_back({"app", Text(name), {}});
    service.ports.push_back({Text("5432"), "TCP"});
    project_.services.push_back(std::move(service));
    return project_.services.back();
  }
  IngressPolicies policies(const std::string& name_space = "shop") const {
    std::map<std::string, std::vector<const Member*>> open;
    for (const Member& member : project_.members) open[member.name_space].push_back(&member);
    const std::vector<IngressPolicies> all = ingress_policies(project_, open);
    return all[static_cast<std::size_t>(std::distance(open.begin(), open.find(name_space)))];
  }

  Project project_;
};

TEST_F(Policies, WhoNamesAServiceMayConnectToIt) {
  EXPECT_EQ(policies().refusal, "");
  EXPECT_EQ(policies().text,
            "# Nobody connects to a pod of this namespace, but whom a policy lets in.\n"
            "apiVersion: networking.k8s.io/v1\n"
            "kind: NetworkPolicy\n"
            "metadata:\n"
            "  name: default-deny-ingress\n"
            "  namespace: shop\n"
            "spec:\n"
            "  podSelector: {}\n"
            "  policyTypes: [Ingress]\n"
            "---\n"
            "apiVersion: networking.k8s.io/v1\n"
            "kind: NetworkPolicy\n"
            "metadata:\n"
            "  name: allow-to-db\n"
            "  namespace: shop\n"
            "spec:\n"
            "  podSelector:\n"
            "    matchLabels:\n"
            "      app: db\n"
            "  policyTypes: [Ingress]\n"
            "  ingress:\n"
            "    - from:\n"
            "        - podSelector:\n"
            "            matchLabels:\n"
            "              app: web\n"
            "      ports:\n"
            "        - port: 5432\n");
}

TEST_F(Policies, OthersComeFromTheirNamespace) {
  add("report", "office", {"db", "shop"});
  EXPECT_THAT(policies().text, HasSubstr("        - namespaceSelector:\n"
                                         "            matchLabels:\n"
                                         "              kubernetes.io/metadata.name: office\n"
                                         "          podSelector:\n"
                                         "            matchLabels:\n"
                                         "              app: report\n"));
  // There the bare name is another Service's.
  service("db", "office");
  add("db", "office", {});
  EXPECT_THAT(policies().text, Not(HasSubstr("office")));
}

TEST_F(Policies, WhatLeadsFromOutsideOpensThePort) {
  project_.mentioners.push_back({"Ingress", "all", "shop", {"db"}, false});
  EXPECT_THAT(policies().text, HasSubstr("  ingress:\n    - ports:\n        - port: 5432\n"));
}

TEST_F(Policies, WithoutANamespaceOnlyTheirOwnPodsAreClosed) {
  for (Member& member : project_.members) member.name_space.clear();
  for (ServiceName& each : project_.services) each.name_space.clear();
  const std::string text = policies("").text;
  EXPECT_THAT(text, HasSubstr("name: deny-to-web\n"));
  EXPECT_THAT(text, Not(HasSubstr("podSelector: {}")));
}

TEST_F(Policies, NothingIsWrittenWhereItIsNotKnown) {
  const auto refusal = [&](auto change) {
    const Project before = project_;
    change();
    const std::string why = policies().refusal;
    project_ = before;
    return why;
  };
  EXPECT_THAT(refusal([&] { project_.members[0].words.clear(); }),
              HasSubstr("nothing here says who connects to Service db"));
  EXPECT_THAT(refusal([&] { add("other", "shop", {}).publishes = true; }),
              HasSubstr("no Service leads to Deployment/other"));
  EXPECT_THAT(refusal([&] { add("other", "shop", {}); }),
              HasSubstr("it names nobody, and no Service leads to it"));
  EXPECT_THAT(refusal([&] { project_.members[1].configs = {"Secret db"}; }), "");
  EXPECT_THAT(refusal([&] { service("gone", "shop"); }),
              HasSubstr("no manifest here makes the pods of Service gone"));
  EXPECT_THAT(refusal([&] { project_.makes_more_pods = true; }), HasSubstr("an operator"));
  EXPECT_THAT(refusal([&] { project_.members[0].labels.clear(); }), HasSubstr("has no labels"));
  EXPECT_THAT(refusal([&] { project_.services[0].ports[0].target = Text("{{ port }}"); }),
              HasSubstr("a template decides"));
}

}  // namespace
}  // namespace boltseal
