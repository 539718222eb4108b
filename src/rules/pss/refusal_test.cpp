// What no fixture can show: differences between versions, and what is not known.

#include "rules/pss/refusal.h"

#include <gtest/gtest.h>

#include <map>

#include "check/judge.h"
#include "check/unit.h"

namespace boltseal {
namespace {

struct Said {
  std::vector<std::string> messages;
  std::size_t unknown = 0;
};

Said say(const std::string& text, std::string_view rule, int minor = newest_minor) {
  const MemoryFiles files(std::map<std::string, std::string>{{"pod.yaml", text}});
  const Unit unit = read_unit("pod.yaml", nullptr, files);
  std::vector<Finding> findings;
  Said said;
  said.unknown = judge(unit.inventory, {find_rule(rule)}, findings, minor);
  for (const Finding& finding : findings) said.messages.push_back(finding.message);
  return said;
}

Said say_pod(const std::string& spec, std::string_view rule, int minor = newest_minor) {
  return say("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: " + spec + "\n", rule, minor);
}

std::size_t refusals(const std::string& spec, std::string_view rule, int minor) {
  return say_pod(spec, rule, minor).messages.size();
}

TEST(PodSecurityChecks, FreeWindowsSince125) {
  const std::string pod = "{os: {name: windows}, containers: [{name: a, image: a}]}";
  for (const std::string_view rule :
       {"pss/allow-privilege-escalation", "pss/capabilities-restricted",
        "pss/seccomp-profile-restricted"}) {
    EXPECT_EQ(refusals(pod, rule, 24), 1u) << rule;
    EXPECT_EQ(refusals(pod, rule, 25), 0u) << rule;
  }
  EXPECT_EQ(refusals(pod, "pss/run-as-non-root", 37), 1u);
}

TEST(PodSecurityChecks, FreeUserNamespacesSince135) {
  const std::string pod =
      "{hostUsers: false, containers: [{name: a, image: a, securityContext: {runAsUser: 0, "
      "procMount: Unmasked}}]}";
  for (const std::string_view rule : {"pss/run-as-non-root", "pss/run-as-user", "pss/proc-mount"}) {
    EXPECT_EQ(refusals(pod, rule, 34), 1u) << rule;
    EXPECT_EQ(refusals(pod, rule, 35), 0u) << rule;
  }
  EXPECT_EQ(refusals(pod, "pss/proc-mount-restricted", 35), 1u);
}

TEST(PodSecurityChecks, LookAtSeccompAnnotationsUntil118) {
  const std::string pod = R"(apiVersion: batch/v1
kind: Job
metadata:
  annotations: {seccomp.security.alpha.kubernetes.io/pod: unconfined}
spec:
  template:
    metadata:
      annotations:
        seccomp.security.alpha.kubernetes.io/pod:
        container.seccomp.security.alpha.kubernetes.io/a: "say \"no\"\n"
        container.seccomp.security.alpha.kubernetes.io/b: unconfined
        container.seccomp.security.alpha.kubernetes.io/c: docker/default
        container.apparmor.security.beta.kubernetes.io/a: unconfined
    spec:
      securityContext: {seccompProfile: {type: Unconfined}}
      containers: [{name: a, image: a}, {name: c, image: a}]
)";
  const Said before = say(pod, "pss/seccomp-profile-baseline", 18);
  ASSERT_EQ(before.messages.size(), 1u);
  EXPECT_EQ(before.messages.front(),
            "seccompProfile: forbidden annotations "
            "container.seccomp.security.alpha.kubernetes.io/a=\"say \\\"no\\\"\\n\", "
            "seccomp.security.alpha.kubernetes.io/pod=\"\"");
  const Said after = say(pod, "pss/seccomp-profile-baseline", 19);
  ASSERT_EQ(after.messages.size(), 1u);
  EXPECT_EQ(after.messages.front(),
            "seccompProfile: pod must not set securityContext.seccompProfile.type to "
            "\"Unconfined\"");
}

TEST(PodSecurityChecks, CountWhatIsNotKnown) {
  struct Case {
    std::string_view rule, spec;
  };
  const std::string c = "containers: [{name: a, image: a}]";
  for (const auto& [rule, spec] : {
           Case{"pss/host-namespaces", "{hostPID: '${SHARE}'}"},
           Case{"pss/privileged",
                "{containers: [{name: a, image: a, securityContext: {privileged: '${P}'}}]}"},
           Case{"pss/privileged", "{containers: [{name: a, image: a, securityContext: '${C}'}]}"},
           Case{"pss/privileged", "{containers: ['${C}']}"},
           Case{"pss/sysctls", "{securityContext: {sysctls: [{name: 'net.${X}'}]}}"},
           Case{"pss/restricted-volumes", "{volumes: [{name: a, futureVolume: {}}]}"},
           Case{"pss/restricted-volumes", "{volumes: '${V}'}"},
           Case{"pss/run-as-user",
                "{hostUsers: '${U}', securityContext: {runAsUser: 0}, containers: []}"},
           Case{"pss/run-as-non-root",
                "{securityContext: {runAsNonRoot: '${R}'}, containers: [{name: a, image: a}]}"},
           // A part of a container that stands elsewhere.
           Case{"pss/run-as-non-root", "{containers: [{name: a}]}"},
           Case{"pss/allow-privilege-escalation", "{containers: [{name: a}]}"},
           Case{"pss/capabilities-restricted", "{containers: [{name: a}]}"},
           Case{"pss/seccomp-profile-restricted", "{containers: [{name: a}]}"},
       }) {
    const Said said = say_pod(std::string(spec), rule);
    EXPECT_TRUE(said.messages.empty()) << spec << ": " << said.messages.front();
    EXPECT_EQ(said.unknown, 1u) << rule << " of " << spec;
  }
}

TEST(PodSecurityChecks, TakeNullEntriesAsKubernetesDecodesThem) {
  EXPECT_EQ(say_pod("{containers: [null, ~]}", "pss/run-as-non-root").messages,
            std::vector<std::string>{"runAsNonRoot != true: pod or containers \"\", \"\" must set "
                                     "securityContext.runAsNonRoot=true"});
  EXPECT_EQ(say_pod("{securityContext: {sysctls: [null, {}]}}", "pss/sysctls").messages,
            std::vector<std::string>{"forbidden sysctls: , "});
  EXPECT_TRUE(say_pod("{volumes: [null]}", "pss/restricted-volumes").messages.empty());
  EXPECT_TRUE(say_pod("null", "pss/run-as-non-root").messages.empty());
}

TEST(PodSecurityChecks, NeedNoSpec) {
  const std::string meta =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations: "
      "{container.apparmor.security.beta.kubernetes.io/a: unconfined}\n";
  EXPECT_EQ(say(meta, "pss/app-armor-profile").messages.size(), 1u);
}

TEST(PodSecurityChecks, LookAtEveryKindThatHoldsAPod) {
  const std::string pod = "{spec: {hostPID: true, containers: [{name: a, image: a}]}}";
  const auto refused = [&](const std::string& head, const std::string& body) {
    return say(head + "\nmetadata: {name: x}\n" + body + "\n", "pss/host-namespaces")
        .messages.size();
  };
  for (const std::string kind : {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}) {
    EXPECT_EQ(refused("apiVersion: apps/v1\nkind: " + kind, "spec: {template: " + pod + "}"), 1u)
        << kind;
  }
  EXPECT_EQ(refused("apiVersion: v1\nkind: ReplicationController", "spec: {template: " + pod + "}"),
            1u);
  EXPECT_EQ(refused("apiVersion: v1\nkind: PodTemplate", "template: " + pod), 1u);
  EXPECT_EQ(refused("apiVersion: batch/v1\nkind: Job", "spec: {template: " + pod + "}"), 1u);
  EXPECT_EQ(refused("apiVersion: batch/v1\nkind: CronJob",
                    "spec: {jobTemplate: {spec: {template: " + pod + "}}}"),
            1u);
  EXPECT_EQ(
      refused("apiVersion: argoproj.io/v1alpha1\nkind: Rollout", "spec: {template: " + pod + "}"),
      1u);
  EXPECT_EQ(refused("apiVersion: v1\nkind: Service", "spec: {template: " + pod + "}"), 0u);
}

}  // namespace
}  // namespace boltseal
