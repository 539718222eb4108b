#include <string_view>

#include "rules/rule.h"

namespace boltseal {
namespace {

// dockerd trusts 127.0.0.0/8 and ::1 without being told.
bool is_loopback(std::string_view registry) {
  if (registry.starts_with("[::1]") || registry == "::1" || registry == "::1/128") return true;
  const std::string_view host = registry.substr(0, registry.find(':'));
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.");
}

void check(const Engine& engine, Findings& findings) {
  const auto registries = effective(engine, fact::insecure_registries);
  if (registries->is_unknown()) return findings.unknown(Fact::insecure_registries);
  if (!registries->is_known()) return;
  for (const Item& item : *registries) {
    if (!item.text.substr(0, item.text.find(':')).is_known()) {
      findings.unknown(Fact::insecure_registries);
      continue;
    }
    if (is_loopback(item.text.bytes())) continue;
    const std::string& name = item.text.bytes();
    const bool is_everybody = name == "0.0.0.0/0" || name == "::/0";
    findings.add(
        item.origin, fact_path(Fact::insecure_registries, name),
        is_everybody
            ? "images from every registry are taken without a valid certificate (" + name + ")"
            : "images from " + name +
                  " are taken without a valid certificate, even over plain HTTP");
  }
}

}  // namespace

extern const Rule supply_insecure_registry{
    .summary = "Registry is used without TLS verification",
    .what =
        "The daemon lists a registry in `insecure-registries` (or `--insecure-registry`) that is "
        "not on this machine itself. The same of Podman and CRI-O (`insecure = true` in "
        "registries.conf, `insecure_registries`) and of containerd (`insecure_skip_verify`, "
        "`skip_verify`, an endpoint or mirror with `http://`).",
    .why =
        "For a listed registry the engine accepts any certificate and falls back to plain HTTP. "
        "Whoever sits on the path reads the registry's password and hands out an image of their "
        "own, which then runs under a trusted name.",
    .remedy =
        "Give the registry a certificate. One of a private authority is enough: put it into "
        "`/etc/docker/certs.d/REGISTRY/ca.crt` and remove the entry.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.5", "NIST SP 800-190 4.2.1",
                   "https://docs.docker.com/engine/security/certificates/"},
    .engine = check,
};

}  // namespace boltseal
