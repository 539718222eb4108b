#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_local(std::string_view address) {
  return address == "localhost" || address == "::1" || address == "[::1]" ||
         address.starts_with("127.");
}

void check(const Engine& engine, Findings& findings) {
  const auto addresses = effective(engine, fact::plain_streams);
  if (!addresses->is_known()) return;  // nobody is expected to state it
  for (const Item& address : *addresses) {
    if (!address.text.is_known()) {
      findings.unknown(Fact::plain_streams);
      continue;
    }
    const std::string& name = address.text.bytes();
    if (is_local(name)) continue;
    findings.add(
        address.origin, fact_path(Fact::plain_streams, name),
        "what kubectl exec and attach carry goes over the network unencrypted, to " + name);
  }
}

}  // namespace

extern const Rule socket_plain_streams{
    .summary = "Exec and attach go over plain TCP",
    .what =
        "CRI-O (`stream_address`) or containerd's CRI (`stream_server_address`, with its TCP "
        "service on) serves exec, attach and port-forward at an address other than loopback, and "
        "without TLS (`stream_enable_tls`, `enable_tls_streaming`).",
    .why =
        "Who listens on that network reads every command and its output, passwords included, and "
        "who sits in between types along: the stream ends in a shell of the container.",
    .remedy =
        "Leave the address at 127.0.0.1, which is what the kubelet of today needs; or switch TLS "
        "on, with a certificate.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.3.3", "CWE-319", "crio.conf(5)",
                   "https://github.com/containerd/containerd/blob/main/docs/cri/config.md"},
    .engine = check,
};

}  // namespace boltseal
