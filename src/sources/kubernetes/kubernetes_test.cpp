#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "check/unit.h"
#include "sources/kubernetes/recognize.h"
#include "sources/source.h"
#include "support/golden.h"

namespace boltseal {
extern const Source kubernetes_source;

namespace {

namespace fs = std::filesystem;

Unit read(std::string text, const std::string& path = "pod.yaml") {
  std::map<std::string, std::string> files;
  files.emplace(path, std::move(text));
  return read_unit(path, &kubernetes_source, MemoryFiles(std::move(files)));
}

const char* const pod = R"(apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - name: web  # the shop itself
    image: nginx:1.27
    volumeMounts:
    - name: data
      mountPath: /data
  - {name: api, image: "api:1", volumeMounts: [{name: data, mountPath: /data}]}
  - name: worker
    image: worker:1
    securityContext:
      # as the image wants it
      runAsUser: 0  # root
      privileged: false
  - name: empty
    image: empty:1
    securityContext: {}
  volumes:
  - name: data
    hostPath: {path: /srv}
)";

const Workload& container(const Unit& unit, std::string_view name) {
  const auto found = std::ranges::find_if(unit.inventory.workloads, [&](const Workload& workload) {
    return workload.levels.back().name == "container " + std::string(name);
  });
  EXPECT_NE(found, unit.inventory.workloads.end()) << name;
  return *found;
}

/// The text after a change, or the reason why there is none.
std::string changed(const Unit& unit, const Change& change) {
  const auto& visited = unit.visited.front();
  const auto edits = kubernetes_source.write(visited.document, change);
  if (!edits) return "refused: " + edits.error().message;
  std::string text(visited.document.text());
  for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
    text.replace(edit->span.begin, edit->span.size(), edit->replacement);
  }
  return text;
}

Change user_change(const Workload& workload) {
  const auto& user = workload.levels.back().facts.get(fact::user);
  Change change;
  change.fact = Fact::user;
  change.value = std::string("10001");
  change.at = user.is_known() ? user.origin() : workload.site();
  change.missing = !user.is_known();
  return change;
}

Change mount_change(const Workload& workload) {
  const Mount& mount = workload.levels.back().facts.get(fact::mounts)->front();
  Change change;
  change.fact = Fact::mounts;
  change.element = mount.target.bytes();
  change.field = "read_only";
  change.value = true;
  change.at = mount.origin;
  return change;
}

std::string replaced(std::string text, std::string_view before, std::string_view after) {
  const std::size_t at = text.find(before);
  EXPECT_NE(at, std::string::npos) << before;
  return text.replace(at, before.size(), after);
}

TEST(KubernetesWrite, AddsSecurityContextInBlockStyle) {
  const Unit unit = read(pod);
  EXPECT_EQ(changed(unit, user_change(container(unit, "web"))),
            replaced(pod, "      mountPath: /data\n",
                     "      mountPath: /data\n    securityContext:\n      runAsUser: 10001\n"));
}

TEST(KubernetesWrite, AddsSecurityContextInFlowStyle) {
  const Unit unit = read(pod);
  EXPECT_EQ(changed(unit, user_change(container(unit, "api"))),
            replaced(pod, "[{name: data, mountPath: /data}]}",
                     "[{name: data, mountPath: /data}], securityContext: {runAsUser: 10001}}"));
}

TEST(KubernetesWrite, ReplacesAUserAndKeepsComments) {
  const Unit unit = read(pod);
  EXPECT_EQ(changed(unit, user_change(container(unit, "worker"))),
            replaced(pod, "runAsUser: 0  # root", "runAsUser: 10001  # root"));
}

TEST(KubernetesWrite, FillsAnEmptySecurityContext) {
  const Unit unit = read(pod);
  EXPECT_EQ(changed(unit, user_change(container(unit, "empty"))),
            replaced(pod, "securityContext: {}", "securityContext: {runAsUser: 10001}"));
}

TEST(KubernetesWrite, MakesMountsReadOnly) {
  const Unit unit = read(pod);
  EXPECT_EQ(
      changed(unit, mount_change(container(unit, "web"))),
      replaced(pod, "      mountPath: /data\n", "      mountPath: /data\n      readOnly: true\n"));
  EXPECT_EQ(changed(unit, mount_change(container(unit, "api"))),
            replaced(pod, "[{name: data, mountPath: /data}]",
                     "[{name: data, mountPath: /data, readOnly: true}]"));
  const std::string writable =
      replaced(pod, "      mountPath: /data\n", "      mountPath: /data\n      readOnly: false\n");
  const Unit stated = read(writable);
  EXPECT_EQ(changed(stated, mount_change(container(stated, "web"))),
            replaced(writable, "readOnly: false", "readOnly: true"));
}

TEST(KubernetesWrite, EveryChangeChangesItsFact) {
  const Unit before = read(pod);
  for (const auto* const name : {"web", "api", "worker", "empty"}) {
    const Unit after = read(changed(before, user_change(container(before, name))));
    EXPECT_TRUE(after.inventory.errors.empty()) << name;
    const auto& user = container(after, name).levels.back().facts.get(fact::user);
    ASSERT_TRUE(user.is_known()) << name;
    EXPECT_EQ(user->name, Text("10001")) << name;
  }
  for (const auto* const name : {"web", "api"}) {
    const Unit after = read(changed(before, mount_change(container(before, name))));
    EXPECT_TRUE(
        container(after, name).levels.back().facts.get(fact::mounts)->front().read_only.is(true))
        << name;
  }
}

TEST(KubernetesWrite, ChangesTheRightDocument) {
  const std::string second = replaced(pod, "name: shop", "name: second");
  const Unit unit = read(std::string(pod) + "---\n" + second);
  const Unit after = read(changed(unit, user_change(unit.inventory.workloads[4])));
  EXPECT_FALSE(after.inventory.workloads[0].levels.back().facts.states(Fact::user));
  EXPECT_TRUE(after.inventory.workloads[4].levels.back().facts.states(Fact::user));
}

TEST(KubernetesWrite, WritesJson) {
  const Unit unit = read(
      R"({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "a:1"},
      {"name": "b", "image": "b:1", "securityContext": {}}]}})");
  EXPECT_NE(changed(unit, user_change(container(unit, "a")))
                .find(R"("image": "a:1", "securityContext": {"runAsUser": 10001}})"),
            std::string::npos)
      << changed(unit, user_change(container(unit, "a")));
  EXPECT_NE(changed(unit, user_change(container(unit, "b")))
                .find(R"("securityContext": {"runAsUser": 10001}})"),
            std::string::npos);
}

TEST(KubernetesWrite, LeavesSharedAnchorsAlone) {
  const Unit unit = read(R"(apiVersion: v1
kind: Pod
spec:
  containers:
  - {name: a, image: a:1, securityContext: &context {privileged: false}}
  - {name: b, image: b:1, securityContext: *context}
)");
  EXPECT_EQ(changed(unit, user_change(container(unit, "b"))),
            "refused: it is shared with other places through a YAML anchor");
}

TEST(KubernetesWrite, RefusesWhatItCannotExpress) {
  const Unit unit = read(pod);
  Change change = user_change(container(unit, "web"));
  change.value = std::string("app");
  EXPECT_EQ(changed(unit, change), "refused: a manifest cannot express this value");
  change.value = std::string("10001");
  change.fact = Fact::pids_limit;
  EXPECT_EQ(changed(unit, change), "refused: this fact is not changed in manifests");
}

TEST(KubernetesWrite, Spells) {
  const File file{"pod.yaml", ""};
  Change change;
  change.fact = Fact::user;
  change.value = std::string("10001:10001");
  EXPECT_EQ(kubernetes_source.spell(Document(file), change), "runAsUser: 10001");
  change.fact = Fact::mounts;
  change.field = "read_only";
  change.value = true;
  EXPECT_EQ(kubernetes_source.spell(Document(file), change), "readOnly: true");
  change.fact = Fact::memory_limit;
  change.value = std::int64_t{512} << 20;
  EXPECT_EQ(kubernetes_source.spell(Document(file), change),
            "resources: {limits: {memory: 512Mi}}");
  change.fact = Fact::links;
  EXPECT_EQ(kubernetes_source.spell(Document(file), change), "");
}

TEST(KubernetesRecognize, ByContent) {
  using kubernetes::looks_like_manifests;
  EXPECT_TRUE(looks_like_manifests("apiVersion: v1\nkind: Pod\n"));
  EXPECT_TRUE(looks_like_manifests("\xEF\xBB\xBF# x\r\n\"kind\" : Pod\r\napiVersion: v1\r\n"));
  EXPECT_TRUE(looks_like_manifests(R"({"kind": "Pod", "apiVersion": "v1"})"));
  EXPECT_TRUE(looks_like_manifests("{{ if .x }}\napiVersion: v1\nkind: Pod\n{{ end }}\n"));
  EXPECT_FALSE(looks_like_manifests("services:\n  web:\n    kind: Pod\n    apiVersion: v1\n"));
  EXPECT_FALSE(looks_like_manifests("apiVersion: v2\nname: chart\n"));
  EXPECT_FALSE(looks_like_manifests(
      R"({"properties": {"kind": {"type": "string"}, "apiVersion": {"type": "string"}}})"));
  EXPECT_FALSE(looks_like_manifests(""));
}

TEST(KubernetesRead, BoundsWhatAliasesRepeat) {
  // 2,000 containers that all have the same 2,000 variables.
  std::string text =
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    env: &env\n";
  for (int i = 0; i < 2000; ++i) text += "    - {name: A" + std::to_string(i) + ", value: b}\n";
  for (int i = 0; i < 2000; ++i) text += "  - {name: c" + std::to_string(i) + ", env: *env}\n";
  const auto begin = std::chrono::steady_clock::now();
  const Unit unit = read(text);
  ASSERT_FALSE(unit.inventory.errors.empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(KubernetesRead, TakesPagesOfPodsInLinearTime) {
  std::string text = "apiVersion: v1\nkind: List\nitems:\n";
  for (int i = 0; i < 3000; ++i) {
    const std::string n = std::to_string(i);
    text += "- {apiVersion: v1, kind: Pod, metadata: {name: p" + n +
            ", labels: {a: b}}, spec: "
            "{containers: [{name: c, image: a}]}}\n"
            "- {apiVersion: v1, kind: Service, metadata: {name: s" +
            n + "}, spec: {type: NodePort, selector: {a: x}}}\n";
  }
  const Unit unit = read(text);
  EXPECT_TRUE(unit.inventory.errors.empty());
  EXPECT_EQ(unit.inventory.workloads.size(), 3000u);
}

TEST(KubernetesRead, TakesThePodsOfThePodSecurityStandards) {
  const std::string folder = test::shared_material();
  if (folder.empty()) return;
  const fs::path cases = folder + "/exam/pod-security/cases";
  int count = 0;
  for (const auto& file : fs::directory_iterator(cases)) {
    std::ifstream in(file.path());
    std::stringstream text;
    text << in.rdbuf();
    const Unit unit = read(text.str());
    EXPECT_TRUE(unit.inventory.errors.empty())
        << file.path() << ": " << unit.inventory.errors.front().message;
    ++count;
  }
  EXPECT_EQ(count, 199);
}

}  // namespace
}  // namespace boltseal
