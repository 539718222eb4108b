#include "rules/rule.h"
#include "model/published_port.h"

#include <array>

namespace boltseal {
namespace {

// Images that exist to be reached by SSH: Git servers, SFTP, jump hosts.
bool is_made_for_ssh(const Workload& workload) {
  const auto image = effective(workload, fact::image);
  // An image's own name is its path, which says little.
  std::string name = workload.is_image ? std::string() : workload.name;
  if (image->is_known()) name += " " + image.value->repository.bytes();
  constexpr std::array<std::string_view, 9> words = {"git", "gogs", "gitea",   "forgejo", "gerrit",
                                                     "ssh", "sftp", "bastion", "jump"};
  for (const std::string_view word : words) {
    const std::size_t at = name.find(word);
    // At the beginning of a word: "digital" is no Git server.
    if (at != std::string::npos && (at == 0 || name[at - 1] < 'a' || name[at - 1] > 'z'))
      return true;
  }
  return false;
}

bool is_ssh(std::string_view port) { return port == "22"; }

void check(const Workload& workload, Findings& findings) {
  if (is_made_for_ssh(workload)) return;
  if (publishes_ports(workload)) {
    for (const Port& port : gather(workload, fact::published_ports)) {
      if (!port.target.is_known() || !is_ssh(port.target.bytes()) || port.protocol != "tcp") {
        continue;
      }
      const std::string as = port.published.empty() || port.published.bytes() == "22"
                                 ? ""
                                 : " as port " + port.published.bytes();
      findings.add(port.origin, fact_path(Fact::published_ports, "22"),
                   "its SSH server can be reached from outside" + as);
      return;
    }
  }
  if (!workload.is_image) return;
  for (const Item& port : gather(workload, fact::exposed_ports)) {
    const std::string& text = port.text.bytes();
    const bool is_tcp = text.find('/') == std::string::npos || text.ends_with("/tcp");
    if (!port.text.is_known() || !is_tcp || !is_ssh(text.substr(0, text.find('/')))) continue;
    findings.add(port.origin, fact_path(Fact::exposed_ports, "22"),
                 "the image is made to run an SSH server: it exposes port 22");
    return;
  }
}

}  // namespace

extern const Rule network_ssh_exposed{
    .summary = "SSH is exposed",
    .what =
        "Port 22 of a container is published, or a Dockerfile that is built for something else "
        "says `EXPOSE 22`. Git servers, SFTP servers and jump hosts, known by the name of image "
        "or workload, are left alone: there SSH is the service.",
    .why =
        "An SSH server in a container is a second way in with keys, passwords and updates of its "
        "own, which nobody rotates, and what happens in its sessions is in no log of the engine. "
        "Engines and orchestrators have a way in that asks who you are.",
    .remedy =
        "Remove the SSH server from the image and the port with it. To look into a container use "
        "`docker exec` or `kubectl exec`, to copy files `docker cp` or a volume.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.7", "NIST SP 800-190 4.1.2"},
    .workload = check,
};

}  // namespace boltseal
