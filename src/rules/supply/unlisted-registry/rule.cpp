#include <algorithm>
#include <array>

#include "model/image_pin.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// Registries whose operators answer for who may push to the names in them.
constexpr std::array<std::string_view, 20> listed = {"docker.io",
                                                     "cgr.dev",
                                                     "docker.elastic.co",
                                                     "gcr.io",
                                                     "ghcr.io",
                                                     "index.docker.io",
                                                     "lscr.io",
                                                     "mcr.microsoft.com",
                                                     "mirror.gcr.io",
                                                     "nvcr.io",
                                                     "public.ecr.aws",
                                                     "quay.io",
                                                     "registry-1.docker.io",
                                                     "registry.access.redhat.com",
                                                     "registry.fedoraproject.org",
                                                     "registry.gitlab.com",
                                                     "registry.hub.docker.com",
                                                     "registry.k8s.io",
                                                     "registry.redhat.io",
                                                     "registry.suse.com"};

void check(const Image& image, Findings& findings) {
  if (image.reference.is_scratch()) return;
  if (image.is_from_trusted == Truth::yes) return;
  const Text& registry = image.reference.registry;
  if (!registry.is_known()) return findings.unknown(Fact::image);
  const std::string_view name = registry.bytes();
  if (image.is_from_trusted == Truth::no) {
    findings.add(image.site, fact_path(Fact::image, name_without_digest(image.reference)),
                 "comes from " + std::string(name) +
                     ", and not from a registry that the project's policy trusts");
    return;
  }
  if (std::find(listed.begin(), listed.end(), name) != listed.end()) return;
  // Artifact Registry, ECR and ACR: whose they are, their own name says.
  if (name.ends_with(".pkg.dev") || name.ends_with(".amazonaws.com") ||
      name.ends_with(".azurecr.io") || name.ends_with(".gcr.io")) {
    return;
  }
  findings.add(
      image.site, fact_path(Fact::image, name_without_digest(image.reference)),
      "comes from " + std::string(name) + ", which is not on the list of known registries");
}

}  // namespace

extern const Rule supply_unlisted_registry{
    .summary = "Image from a registry that is not listed",
    .what =
        "An image that is run, built on or copied from comes from a registry that is neither one "
        "of the large public ones (Docker Hub, GitHub, Quay, Google, Microsoft, Amazon, Red Hat, "
        "Kubernetes, GitLab …) nor a private one of a cloud. Where `trusted_registries` in "
        "`boltseal.yaml` lists some, only those count, and the rule applies in every profile.",
    .why =
        "Every registry that is used is one more party that can put a program into the container. "
        "A list that somebody has thought about turns a mistyped or slipped-in name into a "
        "finding.",
    .remedy = "Take the image from a registry that you trust, or mirror it into your own.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.2", "NIST SP 800-190 4.1.5"},
    .image = check,
};

}  // namespace boltseal
