#include "engines/kubernetes/owners.h"

#include <gtest/gtest.h>

#include "engines/kubernetes/object.h"

namespace boltseal {
namespace {

OwnedObject made(const std::string& kind, const std::string& name, const std::string& by = {},
                 const std::string& shape = {}, const std::string& name_space = "shop") {
  OwnedObject object;
  object.object = {.kind = kind, .name = name, .name_space = name_space, .used_in = {}, .text = {}};
  object.uid = "uid of " + name;
  if (!by.empty()) object.controller = "uid of " + by;
  object.makes_pods = kind != "Pod" && kind != "Node";
  object.shape = shape;
  return object;
}

std::string left(std::vector<OwnedObject> objects) {
  std::string text;
  for (const LiveObject& each : each_workload_once(std::move(objects))) {
    text += (text.empty() ? "" : ", ") + each.name +
            (each.made_by.empty() ? "" : " by " + each.made_by);
  }
  return text;
}

TEST(Owners, TellEachWorkloadOnce) {
  EXPECT_EQ(left({made("Deployment", "web"), made("ReplicaSet", "web-1", "web"),
                  made("Pod", "web-1-a", "web-1", "x"), made("Pod", "web-1-b", "web-1", "x"),
                  made("Pod", "web-1-c", "web-1", "y"), made("CronJob", "night"),
                  made("Job", "night-1", "night"), made("Pod", "night-1-a", "night-1", "x")}),
            "web, web-1-a by Deployment/web, web-1-c by Deployment/web, night, "
            "night-1-a by CronJob/night");
}

TEST(Owners, ThatWereNotToldLeaveWhatTheyMade) {
  EXPECT_EQ(left({made("ReplicaSet", "web-1", "web"), made("Pod", "web-1-a", "web-1", "x")}),
            "web-1, web-1-a by ReplicaSet/web-1");
  EXPECT_EQ(left({made("Pod", "web-1-a", "web-1", "x"), made("Pod", "web-1-b", "web-1", "x")}),
            "web-1-a, web-1-b");
  // The kubelet's, from a file.
  EXPECT_EQ(left({made("Node", "n", "", "", ""), made("Pod", "etcd-n", "n", "x")}), "n, etcd-n");
}

TEST(Owners, CountInTheirNamespaceAlone) {
  EXPECT_EQ(left({made("Deployment", "web", "", "", "other"), made("Pod", "a", "web", "x"),
                  made("Deployment", "evil", "web")}),
            "web, a, evil");
}

TEST(Owners, MayBeACircle) {
  EXPECT_EQ(left({made("Deployment", "a", "b"), made("Deployment", "b", "a"),
                  made("Deployment", "c", "c"), made("Pod", "p", "a", "x")}),
            "c, p by Deployment/a");
}

std::string shape(const std::string& pod) {
  constexpr KubernetesKind kind{"Pod", "pods", "", "v1"};
  return read_object(parse_json(pod), kind, "v1").shape;
}

TEST(Owners, KnowPodsThatAreAlike) {
  const std::string one = shape(
      R"({"metadata":{"name":"web-0"},"spec":{"nodeName":"n1","hostname":"web-0","volumes":[
          {"name":"kube-api-access-abcde"},{"persistentVolumeClaim":{"claimName":"data-web-0"}}]}})");
  EXPECT_EQ(
      one,
      shape(
          R"({"metadata":{"name":"web-1"},"spec":{"nodeName":"n2","hostname":"web-1","volumes":[
          {"name":"kube-api-access-fghij"},{"persistentVolumeClaim":{"claimName":"data-web-1"}}]}})"));
  EXPECT_NE(one, shape(R"({"metadata":{"name":"web-0"},"spec":{"hostPID":true}})"));
  EXPECT_FALSE(shape("{}").empty());
}

TEST(Objects, HoldNothingThatYamlDoesNotTake) {
  constexpr KubernetesKind kind{"Pod", "pods", "", "v1"};
  const std::string text =
      read_object(parse_json("{\"x\":\"a\x7f\\u0000\\u0085\xe2\x80\xa8\xef\xbb\xbf\xef\xbf\xbf"
                             "\xf0\x9f\x98\x80\xc3\xa9\"}"),
                  kind, "v1")
          .object.text;
  EXPECT_NE(text.find("\"a\\u007f\\u0000\\u0085\\u2028\\ufeff\\uffff\xf0\x9f\x98\x80\xc3\xa9\""),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace boltseal
