#include "audit/configuration.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "audit/machine.h"
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
            finding.message + "\n";
  }
  for (const ShownError& error : verdict.errors) {
    text += "! " + error.place.path + " " + error.message + "\n";
  }
  return text;
}

std::string process(int pid, const std::string& program, const std::string& arguments = {}) {
  const std::string folder = "--- /proc/" + std::to_string(pid);
  return folder + "/comm\n" + program + "\n" + folder + "/cmdline\n" + program + "\n" + arguments;
}

const std::string podman = "--- /usr/bin/podman\n";

TEST(PodmanConfiguration, IsThatOfTheLastFileThatSaysSomething) {
  const std::string machine =
      podman +
      "--- /usr/share/containers/containers.conf\n[containers]\nseccomp_profile = \"unconfined\"\n"
      "pids_limit = 0\n"
      "--- /etc/containers/containers.conf\n[containers]\nseccomp_profile = \"/x.json\"\n"
      "--- /etc/containers/containers.conf.d/b.conf\n[containers]\npids_limit = -1\n"
      "--- /etc/containers/containers.conf.d/a.conf\n[containers]\npids_limit = 100\n";
  EXPECT_EQ(said(machine, {"privilege/seccomp-off", "limits/pids"}),
            "/etc/containers/containers.conf.d/b.conf:2 the number of processes is explicitly "
            "unlimited\n");
}

TEST(PodmanConfiguration, IsJudgedByItsDefaultsWhereAllIsSeen) {
  const std::vector<std::string> rules = {"host/privilege-gain"};
  EXPECT_EQ(said(podman + "--- /etc/containers/containers.conf\n[engine]\n", rules),
            "/etc/containers/containers.conf:1 containers may gain privileges, because the engine "
            "does not set no-new-privileges for them\n");
  EXPECT_EQ(said(podman, rules),
            "machine:0 containers may gain privileges, because the engine does not set "
            "no-new-privileges for them\n");
  EXPECT_EQ(said(podman + "--- hidden /etc/containers/containers.conf\n", rules),
            "! machine cannot be seen: /etc/containers/containers.conf\n");
  const std::string refused = "! /etc/containers/containers.conf TOML cannot be read here: ";
  const std::string cut_off = podman + "--- /etc/containers/containers.conf\n[engine\n";
  EXPECT_EQ(said(cut_off, rules).substr(0, refused.size()), refused);
  EXPECT_EQ(said("", rules), "");
}

TEST(PodmanConfiguration, IsWhatItsServiceWasStartedWith) {
  const std::string service = process(7, "podman", "system\nservice\n");
  const std::string files =
      "--- /opt/c.conf\n[containers]\nnetns = \"host\"\n"
      "--- /etc/containers/containers.conf\n[containers]\npidns = \"host\"\n";
  const std::vector<std::string> rules = {"network/host-network", "privilege/host-namespace"};
  EXPECT_EQ(
      said(service + "--- /proc/7/environ\nA=b\nCONTAINERS_CONF=/opt/c.conf\n" + files, rules),
      "/opt/c.conf:2 shares the host's network: every port it opens is open on the host, and "
      "it reaches what listens on the host's loopback\n");
}

TEST(PodmanConfiguration, IsEachUsers) {
  const std::string machine =
      "--- /etc/passwd\nroot:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n"
      "--- engine podman 4.3.1\n--- user podman alice\n"
      "--- /etc/containers/registries.conf\nunqualified-search-registries = [\"a\", \"b\"]\n"
      "--- /home/alice/.config/containers/registries.conf\n[[registry]]\nlocation = \"c\"\n"
      "insecure = true\n"
      "--- /etc/containers/registries.conf.d/d.conf\n[[registry]]\nlocation = \"d\"\n"
      "insecure = true\n";
  EXPECT_EQ(said(machine, {"supply/insecure-registry", "supply/short-names"}),
            "/home/alice/.config/containers/registries.conf:3 images from c are taken without a "
            "valid certificate, even over plain HTTP\n"
            "/etc/containers/registries.conf.d/d.conf:3 images from d are taken without a valid "
            "certificate, even over plain HTTP\n");
}

TEST(PodmanConfiguration, LetsNoDefaultOverrideWhatSomebodyWrote) {
  const std::string first = podman +
                            "--- /etc/containers/registries.conf\n"
                            "short-name-mode = \"enforcing\"\n";
  const std::string second =
      "--- /etc/containers/registries.conf.d/a.conf\n"
      "unqualified-search-registries = [\"a\", \"b\"]\n";
  EXPECT_EQ(said(first + second, {"supply/short-names"}), "");
  EXPECT_EQ(said(podman + second, {"supply/short-names"}),
            "/etc/containers/registries.conf.d/a.conf:1 an image without a registry in its name is "
            "looked for at a, then at b, and whoever has the name first is run\n");
}

TEST(ContainerdConfiguration, IsThatOfItsProcessWithWhatItImports) {
  const std::string machine =
      process(7, "containerd", "--config\n/opt/c.toml\n") +
      "--- /opt/c.toml\nimports = [\"conf.d/*.toml\", \"/opt/c.toml\"]\n[debug]\nlevel = \"info\"\n"
      "--- /opt/conf.d/a.toml\n[debug]\nlevel = \"debug\"\n"
      "--- /opt/conf.d/b.txt\n[debug]\nlevel = \"trace\"\n"
      "--- /etc/containerd/config.toml\n[debug]\nlevel = \"trace\"\n";
  EXPECT_EQ(
      said(machine, {"insight/log-level"}),
      "/opt/conf.d/a.toml:2 the engine's log holds requests with what they carry, because its "
      "log level is \"debug\"\n");
}

TEST(ContainerdConfiguration, HasItsRegistriesInFoldersOfTheirOwn) {
  const std::string machine =
      process(7, "containerd") +
      "--- /etc/containerd/config.toml\nversion = 3\n"
      "[plugins.'io.containerd.cri.v1.images'.registry]\nconfig_path = '/etc/containerd/certs.d'\n"
      "--- /etc/containerd/certs.d/a/hosts.toml\n[host.'https://a']\nskip_verify = true\n";
  EXPECT_EQ(said(machine, {"supply/insecure-registry"}),
            "/etc/containerd/certs.d/a/hosts.toml:2 images from a are taken without a valid "
            "certificate, even over plain HTTP\n");
}

TEST(ContainerdConfiguration, IsDockersOwnWhereDockerStartsIt) {
  const std::string machine =
      process(6, "dockerd") +
      process(7, "containerd", "--config\n/var/run/docker/containerd/containerd.toml\n") +
      "--- /proc/7/status\nName:\tcontainerd\nPPid:\t6\n"
      "--- /var/run/docker/containerd/containerd.toml\n[debug]\nlevel = \"debug\"\n";
  EXPECT_EQ(said(machine, {"insight/log-level"}),
            "! machine the dockerd with process number 6 was not asked\n");
}

TEST(CrioConfiguration, HasDropIns) {
  const std::string machine =
      process(7, "crio", "--config-dir\n/opt/crio.d\n") +
      "--- /etc/crio/crio.conf\n[crio.runtime]\nno_pivot = true\nlog_level = \"debug\"\n"
      "--- /opt/crio.d/a.conf\n[crio.runtime]\nno_pivot = false\n"
      "--- /etc/containers/registries.conf\n[[registry]]\nlocation = \"a\"\ninsecure = true\n";
  EXPECT_EQ(
      said(machine, {"privilege/no-pivot-root", "insight/log-level", "supply/insecure-registry"}),
      "/etc/crio/crio.conf:3 the engine's log holds requests with what they carry, because its "
      "log level is \"debug\"\n"
      "/etc/containers/registries.conf:3 images from a are taken without a valid certificate, "
      "even over plain HTTP\n");
}

TEST(LxcConfiguration, IsThatOfNewContainers) {
  const std::string machine =
      "--- /etc/lxc/default.conf\nlxc.include = /etc/lxc/more.conf\n"
      "--- /etc/lxc/more.conf\nlxc.apparmor.profile = unconfined\n";
  EXPECT_EQ(said(machine, {"host/no-userns-remap", "privilege/lsm-off", "privilege/seccomp-off"}),
            "/etc/lxc/default.conf:1 root in a new container is root on the host, because no users "
            "are mapped\n"
            "/etc/lxc/more.conf:1 is not confined by AppArmor: its profile is \"unconfined\"\n");
}

TEST(ConfigurationFiles, LiveWithGarbage) {
  const std::string machine =
      podman + process(7, "containerd", "--config\n") + process(8, "containerd", "-c\nrelative\n") +
      process(9, "crio", "--config-dir\n\n") +
      "--- /etc/containerd/config.toml\nimports = [1, '', '*', '/', '/*', '../../../x']\n"
      "--- /etc/containers/containers.conf\n\x01\n--- /etc/containers/policy.json\n[]\n"
      "--- /etc/lxc/default.conf\nlxc.include = /etc/lxc/default.conf\n";
  EXPECT_FALSE(said(machine, {"insight/log-level"}).empty());
}

}  // namespace
}  // namespace boltseal
