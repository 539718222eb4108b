#include <algorithm>
#include <array>

#include "model/image_pin.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

struct Gone {
  std::string_view registry, says, instead;
};
// Registries that get no updates any more, or whose name somebody else may hold one day.
constexpr std::array gone = {
    // kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement
    Gone{"k8s.gcr.io", "is frozen since April 2023 and gets no fixes", "registry.k8s.io"},
    // github.blog, "GitHub Packages: Docker registry" (ghcr.io is its successor)
    Gone{"docker.pkg.github.com", "was replaced by ghcr.io", "ghcr.io"},
    // jfrog.com, "Into the sunset: Bintray": closed on 1 May 2021
    Gone{"docker.bintray.io", "was shut down in May 2021", "the publisher's new registry"},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view host_of(std::string_view registry) {
  if (registry.starts_with('[')) return registry.substr(0, registry.find(']') + 1);
  return registry.substr(0, registry.find(':'));
}

// An address instead of a name: 10.0.0.5, [fd00::1].
bool is_address(std::string_view host) {
  if (host.starts_with('[')) return true;
  return std::count(host.begin(), host.end(), '.') == 3 &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; });
}

void check(const Image& image, Findings& findings) {
  if (image.reference.is_scratch()) return;
  const Text& known = image.reference.registry;
  if (!known.is_known()) return findings.unknown(Fact::image);
  const std::string& registry = known.bytes();
  for (const Gone& old : gone) {
    if (registry != old.registry) continue;
    findings
        .add(image.site, fact_path(Fact::image, name_without_digest(image.reference)),
             registry + " " + std::string(old.says))
        .remedy = "take the image from " + std::string(old.instead);
    return;
  }
  const std::string_view host = host_of(registry);
  if (host == "127.0.0.1" || host == "[::1]") return;  // a developer's own
  if (is_address(host)) {
    findings.add(image.site, fact_path(Fact::image, name_without_digest(image.reference)),
                 "comes from " + registry + ", an address that no certificate vouches for");
  } else if (std::string_view(registry).substr(host.size()) == ":80") {
    findings.add(image.site, fact_path(Fact::image, name_without_digest(image.reference)),
                 "comes from " + registry +
                     " over plain HTTP, where anybody on the way can put "
                     "something else in its place");
  }
}

}  // namespace

extern const Rule supply_untrusted_registry{
    .summary = "Image from a registry that cannot be trusted",
    .what =
        "An image that is run, built on or copied from comes from a registry that was frozen or "
        "shut down (`k8s.gcr.io`, `docker.pkg.github.com`, Bintray), from a bare IP address, or "
        "over port 80. Registries with a name, public or private, are not reported; "
        "`supply/unlisted-registry` asks more.",
    .why =
        "An image is a program that runs with the rights of the container. From a frozen registry "
        "it never gets a fix again; the name of one that was shut down may be registered by "
        "somebody else; without TLS under a name, whoever sits on the network decides what is "
        "pulled.",
    .remedy =
        "Take the image from its publisher's present registry, or mirror it into one of your own "
        "that has a name and a certificate.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.5", "CIS Docker 1.6.0 4.2", "NIST SP 800-190 4.1.5",
                   "NIST SP 800-190 4.2.1"},
    .image = check,
};

}  // namespace boltseal
