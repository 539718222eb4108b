#include <string>
#include <string_view>

#include "rules/rule.h"

namespace boltseal {
namespace {

struct Listener {
  bool is_tcp = false;
  std::string_view host;
  std::string_view port;
};

// As dockerd reads -H (moby opts/hosts.go): no scheme means tcp, no host means localhost.
Listener parse(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos) {
    if (address.substr(0, scheme) != "tcp") return {};
    address.remove_prefix(scheme + 3);
  }
  address = address.substr(0, address.find('/'));
  const std::size_t bracket = address.rfind(']');
  const std::size_t colon = address.rfind(':');
  Listener listener{.is_tcp = true, .host = address, .port = {}};
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon)) {
    listener.host = address.substr(0, colon);
    listener.port = address.substr(colon + 1);
  }
  return listener;
}

bool is_loopback(std::string_view host) {
  return host.empty() || host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

// 2375 is Docker's registered port without TLS (IANA), 2376 the one with it.
constexpr std::string_view plain_port = "2375";

void check(const Engine& engine, Findings& findings) {
  const auto addresses = effective(engine, fact::listen_addresses);
  if (addresses->is_unknown()) return findings.unknown(Fact::listen_addresses);
  if (!addresses->is_known()) return;
  const auto verify = effective(engine, fact::tls_verify);
  if (verify->is(true)) return;
  for (const Item& item : *addresses) {
    // A scheme or a port that is not known decides nothing; an unknown host is still TCP.
    const std::string& address = item.text.bytes();
    if (item.text.known_prefix().find("://") == std::string_view::npos && !item.text.is_known()) {
      findings.unknown(Fact::listen_addresses);
      continue;
    }
    const Listener listener = parse(address);
    if (!listener.is_tcp) continue;
    if (verify->is_unknown() && listener.port != plain_port) {
      findings.unknown(Fact::tls_verify);
      continue;
    }
    const bool is_local = is_loopback(listener.host);
    Finding& finding = findings.add(
        item.origin, fact_path(Fact::listen_addresses, address),
        is_local ? "the engine answers on " + address +
                       " without asking for a certificate: whoever runs code on this host is root"
                 : "the engine answers on " + address +
                       " without asking for a certificate: whoever reaches the port is root on "
                       "this host");
    if (is_local) finding.severity = Severity::high;
    if (verify->is_unknown() || !item.text.is_known()) finding.confidence = Confidence::medium;
  }
}

}  // namespace

extern const Rule socket_tcp{
    .summary = "Engine listens on TCP without mutual TLS",
    .what =
        "The daemon listens on a TCP address (`hosts`, `-H`, `ListenStream=`) and does not verify "
        "clients (`tlsverify`). `tls` alone only encrypts: it lets everybody in. An address on "
        "loopback counts too, with a lower severity. Where it cannot be seen whether clients are "
        "verified, only port 2375 is reported, the one that is registered for Docker without TLS.",
    .why =
        "The engine's API has no other login. Whoever reaches the port starts a privileged "
        "container with the host's disk in it. Open engines are found by scanners within hours and "
        "turned into miners; a loopback port can be reached through a browser and from every "
        "container that shares the host's network.",
    .remedy =
        "Remove the TCP address and use the unix socket, or SSH from afar (`docker -H "
        "ssh://host`). If it has to be TCP: `tlsverify` with a certificate authority of your own, "
        "port 2376, bound to one address.",
    .severity = Severity::critical,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 2.7", "NIST SP 800-190 4.5.4",
                   "https://docs.docker.com/engine/security/protect-access/"},
    .engine = check,
};

}  // namespace boltseal
