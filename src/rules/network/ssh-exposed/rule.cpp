#include "rules/rule.h"
#include "model/published_port.h"

#include <algorithm>
#include <array>
#include <string>

namespace boltseal {
namespace {

bool has_word(const std::string& text, std::string_view word) {
  const std::size_t at = text.find(word);
  // At the beginning of a word: "digital" is no Git server.
  return at != std::string::npos && (at == 0 || text[at - 1] < 'a' || text[at - 1] > 'z');
}

// What exists to be reached by SSH: Git servers, SFTP, jump hosts, by the names of image, workload
// and variables. What a Dockerfile is for shows in its folder as well.
bool is_made_for_ssh(const Workload& workload) {
  constexpr std::array<std::string_view, 5> git = {"git", "gogs", "forgejo", "gerrit", "svn"};
  constexpr std::array<std::string_view, 4> shells = {"ssh", "sftp", "bastion", "jump"};
  const auto image = effective(workload, fact::image);
  std::string name;
  if (image->is_known()) name += " " + image.value->repository.bytes();
  if (!workload.is_image) name += " " + workload.name;
  for (const std::string_view word : shells) {
    if (has_word(name, word)) return true;
  }
  name += " " + workload.name;
  for (const std::string_view word : git) {
    if (has_word(name, word)) return true;
  }
  const Gathered<Setting> environment = gather(workload, fact::environment);
  return std::any_of(environment.begin(), environment.end(),
                     [](const Setting& variable) { return variable.name.starts_with("GIT"); });
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
  const Gathered<Item> exposed = gather(workload, fact::exposed_ports);
  if (exposed.size() < 2) return;  // with SSH as its only service it is made for that
  for (const Item& port : exposed) {
    const std::string& text = port.text.bytes();
    const bool is_tcp = text.find('/') == std::string::npos || text.ends_with("/tcp");
    if (!port.text.is_known() || !is_tcp || !is_ssh(text.substr(0, text.find('/')))) continue;
    findings.add(port.origin, fact_path(Fact::exposed_ports, "22"),
                 "the image runs an SSH server beside its service: it exposes port 22");
    return;
  }
}

}  // namespace

extern const Rule network_ssh_exposed{
    .summary = "SSH is exposed",
    .what =
        "Port 22 of a container is published, or a Dockerfile says `EXPOSE 22` beside other ports. "
        "Git servers, SFTP servers and jump hosts, known by the names of image, workload, folder "
        "and variables, are left alone: there SSH is the service.",
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
    .on_images = true,
};

}  // namespace boltseal
