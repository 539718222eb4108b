#include "rules/rule.h"

#include <algorithm>
#include <array>
#include <optional>

namespace boltseal {
namespace {

/// The host of "tcp://HOST:2375" or "tcp://HOST:4243": Docker's port without TLS (IANA) and the one
/// that it had before. At other ports TLS may be spoken.
std::optional<Text> plain_host(const Text& address, bool at_any_port) {
  constexpr std::string_view scheme = "tcp://";
  if (address.starts_with(scheme) != Truth::yes) return std::nullopt;
  Text rest = address.substr(scheme.size());
  if (rest.ends_with("/") == Truth::yes) rest = rest.substr(0, rest.bytes().size() - 1);
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const Text port = rest.substr(colon + 1);
  if (!at_any_port && port.equals("2375") != Truth::yes && port.equals("4243") != Truth::yes) {
    return std::nullopt;
  }
  return rest.substr(0, colon);
}

/// Whether a host is on another machine: an address or a name with a domain. A single word is a
/// neighbour in a container network (a proxy for the socket, Docker in Docker).
Truth is_elsewhere(const Text& host) {
  if (!host.is_known()) return Truth::unknown;
  const std::string_view name = host.bytes();
  if (name.empty() || name.starts_with("127.") || name == "0.0.0.0" || name == "[::1]") {
    return Truth::no;
  }
  constexpr std::array<std::string_view, 4> here = {".local", ".localhost", ".internal", ".svc"};
  if (std::any_of(here.begin(), here.end(),
                  [&](std::string_view suffix) { return name.ends_with(suffix); })) {
    return Truth::no;
  }
  return name.find('.') != std::string_view::npos || name.starts_with('[') ? Truth::yes : Truth::no;
}

void look(const Text& address, const Origin& origin, Fact fact, std::string_view element,
          Findings& findings, bool at_any_port = false) {
  const auto host = plain_host(address, at_any_port);
  if (!host) return;
  const Truth elsewhere = is_elsewhere(*host);
  if (elsewhere == Truth::unknown) findings.unknown(fact);
  if (elsewhere != Truth::yes) return;
  findings.add(origin, fact_path(fact, element),
               "the engine on " + host->bytes() +
                   " is commanded without encryption, and takes commands from whoever reaches it");
}

void check_engine(const Engine& engine, Findings& findings) {
  const auto addresses = effective(engine, fact::client_addresses);
  if (!addresses->is_known()) return;  // nobody is expected to state it
  for (const Item& address : *addresses) {
    // Podman's service knows no TLS.
    look(address.text, address.origin, Fact::client_addresses, address.text.bytes(), findings,
         engine.platform == Platform::podman);
  }
}

void check_workload(const Workload& workload, Findings& findings) {
  const Gathered<Setting> environment = gather(workload, fact::environment);
  for (const Setting& setting : environment) {
    if (setting.name == "DOCKER_TLS_VERIFY" && !setting.value.empty()) return;
  }
  for (const Setting& setting : environment) {
    if (setting.name != "DOCKER_HOST" && setting.name != "CONTAINER_HOST") continue;
    look(setting.value, setting.origin, Fact::environment, setting.name, findings);
  }
}

}  // namespace

extern const Rule socket_plain_client{
    .summary = "Client commands an engine over plain TCP",
    .what =
        "A script, a pipeline or a container's environment points a client at port 2375 (or 4243) "
        "of another machine: `DOCKER_HOST=tcp://10.0.0.5:2375`, `docker -H tcp://…`; or "
        "containers.conf points Podman at any TCP port (`service_destinations`). Loopback and "
        "single names, which are neighbours in a container network, are not reported, nor are "
        "clients that verify TLS.",
    .why =
        "That there is such a client proves that there is such an engine: one that whoever reaches "
        "the port owns as root. Whoever sits on the way reads the secrets in every command, and "
        "can put commands of his own between.",
    .remedy =
        "Use SSH (`DOCKER_HOST=ssh://user@host`), or port 2376 with `DOCKER_TLS_VERIFY=1` and "
        "certificates on both sides; then take port 2375 away from the engine.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.7", "NIST SP 800-190 4.5.4",
                   "https://docs.docker.com/engine/security/protect-access/"},
    .workload = check_workload,
    .engine = check_engine,
    .on_images = true,
};

}  // namespace boltseal
