// docker login -p PASSWORD and the like.

#include <array>
#include <string>
#include <utility>

#include "sources/commands/host.h"

namespace boltseal::commands {
namespace {

struct Client {
  std::string_view program;
  std::string_view verbs;  // what stands before its options
};
// docs.docker.com "docker login", podman-login(1), nerdctl, buildah-login(1), skopeo-login(1),
// "oras login", "crane auth login", "helm registry login", "cosign login".
constexpr std::array clients = {
    Client{"docker", "login"},     Client{"podman", "login"},        Client{"nerdctl", "login"},
    Client{"buildah", "login"},    Client{"skopeo", "login"},        Client{"oras", "login"},
    Client{"crane", "auth login"}, Client{"helm", "registry login"}, Client{"cosign", "login"}};

// The options of `docker login` and the others whose value is the next word.
bool takes_value(std::string_view word) {
  static constexpr std::array<std::string_view, 9> options = {
      "-u",        "--username", "--authfile", "--cert-dir", "--config",
      "--context", "-c",         "-H",         "--host"};
  for (const std::string_view option : options) {
    if (word == option) return true;
  }
  return false;
}

/// The bytes of `item` from `at` on, where they stand in the file exactly so.
Item rest_of(const Item& item, std::size_t at) {
  Item rest{item.text.substr(at), item.origin};
  const Origin& origin = item.origin;
  if (origin.has_place() && origin.span.size() == item.text.bytes().size()) {
    rest.origin.span.begin += static_cast<std::uint32_t>(at);
  }
  return rest;
}

}  // namespace

void read_logins(std::span<const ShellCommand> commands, Reader& reader) {
  for (const ShellCommand& command : commands) {
    const std::string_view program = command.program();
    const Client* client = nullptr;
    for (const Client& each : clients) {
      if (each.program == program) client = &each;
    }
    if (client == nullptr) continue;
    std::string said;
    Grant grant;
    grant.kind = Grant::Kind::login;
    bool has_password = false;
    std::string registry = "docker.io";
    for (std::size_t at = 1; at < command.words.size(); ++at) {
      const Item& item = command.words[at];
      const std::string& word = item.text.bytes();
      const bool is_short = word.starts_with("-p") && word.size() > 2 && !word.starts_with("--");
      if ((word == "-p" || word == "--password") && at + 1 < command.words.size()) {
        grant.password = command.words[++at];
        has_password = true;
      } else if (word.starts_with("--password=")) {
        grant.password = rest_of(item, 11);
        has_password = true;
      } else if (is_short) {
        grant.password = rest_of(item, word[2] == '=' ? 3 : 2);
        has_password = true;
      } else if (takes_value(word)) {
        ++at;
        if ((word == "-u" || word == "--username") && at < command.words.size())
          grant.holders.push_back(command.words[at]);
      } else if (!word.starts_with('-')) {
        if (said.size() < client->verbs.size()) {
          said += (said.empty() ? "" : " ") + word.substr(0, 20);
        } else {
          registry = word;
        }
      }
    }
    if (!has_password || said != client->verbs) continue;
    grant.name = std::string(program) + " login at " + registry;
    grant.site = grant.password.origin;
    reader.inventory.grants.push_back(std::move(grant));
  }
}

}  // namespace boltseal::commands
