#include "audit/machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/folder.h"
#include "support/machine_text.h"

namespace boltseal {
namespace {

// "PATH:LINE MESSAGE" of what these rules say of a machine, then its errors.
std::string said(const std::string& machine, const std::vector<std::string>& rules) {
  RuleSet set;
  for (const std::string& id : rules) set.push_back(find_rule(id));
  const Verdict verdict = judge_machine(test::read_machine("machine", machine).look(), set);
  std::string text;
  for (const ShownFinding& finding : verdict.findings) {
    text += finding.place.path + ":" + std::to_string(finding.place.begin.line) + " " +
            finding.message + (finding.remedy.empty() ? "" : " | " + finding.remedy) + "\n";
  }
  for (const ShownError& error : verdict.errors) {
    text += "! " + error.place.path + " " + error.message + "\n";
  }
  return text;
}

const std::string process =
    "--- /proc/41/comm\ndockerd\n--- /proc/41/cmdline\n/usr/bin/dockerd\n-H\nfd://\n";
const std::string info =
    "--- engine docker 27.1.1\n"
    "{\n"
    "  \"ID\": \"A\",\n"
    "  \"ServerVersion\": \"27.1.1\",\n"
    "  \"Driver\": \"overlay2\",\n"
    "  \"LiveRestoreEnabled\": false,\n"
    "  \"Plugins\": {},\n"
    "  \"SecurityOptions\": [\"name=seccomp,profile=unconfined\"]\n"
    "}\n";

TEST(EngineSettings, TellWhatIsInEffectBeforeWhatIsWritten) {
  // The file was changed since the daemon read it.
  EXPECT_EQ(said(process + info + "--- /etc/docker/daemon.json\n{\"live-restore\": true}\n",
                 {"host/no-live-restore"}),
            "docker info:5 all containers stop when the daemon is updated or crashes, because "
            "live-restore is off | \"live-restore\": true\n");
}

TEST(EngineSettings, NameTheFileOrTheFlagWhereBothAgree) {
  EXPECT_EQ(said(process + info + "--- /etc/docker/daemon.json\n{\n\"live-restore\": false}\n",
                 {"host/no-live-restore"}),
            "/etc/docker/daemon.json:2 all containers stop when the daemon is updated or crashes, "
            "because live-restore is off | \"live-restore\": true\n");
  EXPECT_EQ(said("--- /proc/41/comm\ndockerd\n--- /proc/41/cmdline\ndockerd\n--icc=true\n--label\n"
                 "a b\n" +
                     info,
                 {"network/inter-container"}),
            "docker daemon:1 containers on the default bridge may talk to each other, because icc "
            "is switched on | --icc=false\n");
}

TEST(EngineSettings, LookIntoTheFileThatAFlagNames) {
  EXPECT_EQ(said("--- /proc/41/comm\ndockerd\n--- /proc/41/cmdline\ndockerd\n"
                 "--config-file=/opt/d.json\n--- /opt/d.json\n{\"iptables\": false}\n"
                 "--- /etc/docker/daemon.json\n{\"iptables\": true}\n" +
                     info,
                 {"network/iptables-off"}),
            "/opt/d.json:1 the engine sets no packet filter rules, so nothing keeps container "
            "networks apart | \"iptables\": true\n");
}

TEST(EngineSettings, SayNothingOfWhatCannotBeSeen) {
  // Without its process only what it tells itself is certain.
  EXPECT_EQ(
      said(info, {"network/inter-container", "limits/no-default-ulimits", "privilege/seccomp-off"}),
      "docker info:7 containers may make every system call, because the daemon's seccomp "
      "profile is \"unconfined\"\n");
  EXPECT_EQ(
      said(process + info + "--- hidden /etc/docker/daemon.json\n", {"limits/no-default-ulimits"}),
      "! machine cannot be seen: /etc/docker/daemon.json, the daemon.json of docker\n");
  EXPECT_EQ(said("--- engine docker 27.1.1\n<html>\n", {"limits/no-default-ulimits"}).substr(0, 13),
            "! docker info");
}

TEST(EngineSettings, KnowTheBridgeByItsOptions) {
  const std::string bridge =
      "--- networks docker\n[{\"Name\": \"bridge\", \"Driver\": \"bridge\", \"Options\": "
      "{\"com.docker.network.bridge.enable_icc\": \"false\"}}]\n";
  EXPECT_EQ(said(process + info + bridge, {"network/inter-container"}), "");
}

TEST(EngineSettings, DoNotAskOfASwarmWhatItCannotHave) {
  const std::string swarm =
      "--- engine docker 27.1.1\n{\"ID\": \"A\", \"ServerVersion\": \"27.1.1\", \"Driver\": "
      "\"overlay2\", \"Plugins\": {}, \"LiveRestoreEnabled\": false, \"Swarm\": "
      "{\"LocalNodeState\": \"active\"}, \"SecurityOptions\": []}\n";
  EXPECT_EQ(said(process + swarm, {"host/no-live-restore"}), "");
}

TEST(Machine, SaysWhatItCannotSee) {
  EXPECT_EQ(said("--- hidden /etc/audit/rules.d\n--- hidden /usr/bin/dockerd\n",
                 {"insight/no-audit-rules"}),
            "! machine cannot be seen: /usr/bin/dockerd, the rules of auditd\n");
}

TEST(Machine, NamesDaemonsThatNobodyAsked) {
  EXPECT_EQ(said("--- /proc/41/comm\ndockerd\n--- /proc/41/cmdline\ndockerd\n--host=unix:///opt/"
                 "d.sock\n" +
                     info,
                 {"host/no-live-restore"}),
            "docker info:5 all containers stop when the daemon is updated or crashes, because "
            "live-restore is off | \"live-restore\": true\n"
            "! machine the dockerd with process number 41 was not asked\n");
}

TEST(Machine, LivesWithGarbage) {
  EXPECT_EQ(
      said("--- /etc/passwd\n:::\nroot\nx:y:z:1\nbig:x:99999999999:1::/:\n"
           "--- /etc/group\ndocker:x:abc:alice\ndocker:x\n"
           "--- /proc/self/mountinfo\nnothing\n--- /proc/7/comm\ndockerd\n"
           "--- /proc/8/comm\ndockerd\n--- /proc/8/cmdline\ndockerd\n-H\n"
           "--- /proc/8/fd/1 -> socket:[\n--- /proc/8/net/tcp\n"
           "0: zz:gg 0:0 0A 0 0 0 0 0 [ 1\n0: 00000000 0 0A 0 0 0 0 0 [\n"
           "--- /sys/kernel/security/lockdown\n] none [\n--- /proc/sys/fs/suid_dumpable\n2 2\n",
           {"access/docker-group", "socket/answers-tcp", "host/no-lockdown",
            "host/kernel-settings"}),
      "! machine the dockerd with process number 8 was not asked\n");
}

TEST(EngineProcesses, ReadFlags) {
  const std::vector<std::string> words = {"dockerd",   "-H",    "fd://",  "--host=tcp://a",
                                          "-Htcp://b", "-H=c",  "--host", "unix:/",
                                          "--hosts=x", "--host"};
  EXPECT_EQ(values_of_flag(words, "host", 'H'),
            (std::vector<std::string>{"fd://", "tcp://a", "tcp://b", "c", "unix:/"}));
}

TEST(EngineProcesses, AreThoseOfServices) {
  const test::MachineText text = test::read_machine(
      "machine",
      "--- /proc/9/comm\npodman\n--- /proc/9/cmdline\npodman\nrun\n"
      "--- /proc/10/comm\npodman\n--- /proc/10/cmdline\npodman\nsystem\nservice\n"
      "--- /proc/self/ns/mnt -> mnt:[1]\n--- /proc/11/ns/mnt -> mnt:[2]\n"
      "--- /proc/11/comm\ndockerd\n--- /proc/11/cmdline\ndockerd\n--- /proc/x/comm\ndockerd\n");
  const std::vector<EngineProcess> found = find_engine_processes(text.tree);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].pid, 10);
  EXPECT_FALSE(found[0].is_elsewhere);
  EXPECT_TRUE(found[1].is_elsewhere);
}

TEST(DiskTree, StaysBelowItsRoot) {
  const test::TemporaryFolder folder;
  folder.put("machine/etc/passwd", "inside\n");
  folder.put("machine/etc/docker/daemon.json", "{}");
  folder.put("secret", "outside\n");
  const std::string root = folder.path() + "machine";
  std::filesystem::create_symlink("../../../../../../etc/passwd", root + "/etc/climbs");
  std::filesystem::create_symlink("/etc/passwd", root + "/etc/absolute");
  std::filesystem::create_symlink(folder.path() + "secret", root + "/etc/leaves");
  const DiskTree tree(root);
  std::string text;
  ASSERT_EQ(tree.read("/etc/climbs", text), Sight::there);
  EXPECT_EQ(text, "inside\n");
  ASSERT_EQ(tree.read("/etc/absolute", text), Sight::there);
  EXPECT_EQ(text, "inside\n");
  EXPECT_EQ(tree.read("/etc/leaves", text), Sight::missing);
  EXPECT_EQ(tree.read("/etc", text), Sight::hidden);
  FileStatus status;
  ASSERT_EQ(tree.status("/etc/docker", status), Sight::there);
  EXPECT_EQ(status.kind, FileStatus::Kind::folder);
  std::vector<std::string> names;
  ASSERT_EQ(tree.list("/etc/docker", names), Sight::there);
  EXPECT_EQ(names, std::vector<std::string>{"daemon.json"});
  EXPECT_EQ(tree.list("/nowhere", names), Sight::missing);
  ASSERT_EQ(tree.link("/etc/absolute", text), Sight::there);
  EXPECT_EQ(text, "/etc/passwd");
  EXPECT_EQ(DiskTree("/no/such/folder").read("/etc/passwd", text), Sight::hidden);
}

TEST(Machine, ComparesKernelsOfOneKind) {
  EXPECT_TRUE(is_newer_kernel("6.1.0-21-amd64", "6.1.0-9-amd64"));
  EXPECT_FALSE(is_newer_kernel("6.1.0-9-amd64", "6.1.0-21-amd64"));
  EXPECT_FALSE(is_newer_kernel("6.6.1-1-rt-amd64", "6.1.0-9-amd64"));
  EXPECT_TRUE(is_newer_kernel("5.14.0-503.11.1.el9.x86_64", "5.14.0-362.8.1.el9.x86_64"));
  EXPECT_FALSE(is_newer_kernel("", ""));
  EXPECT_FALSE(is_newer_kernel("-", "--9999999999999999999999"));
}

}  // namespace
}  // namespace boltseal
