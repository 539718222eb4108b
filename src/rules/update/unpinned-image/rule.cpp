#include "rules/rule.h"
#include "model/image_pin.h"

namespace boltseal {
namespace {

std::string consequence(Image::Role role) {
  return role == Image::Role::run ? "every host runs what was pushed last when it pulled"
                                  : "every build takes what was pushed last";
}

void check(const Image& image, Findings& findings) {
  const ImageReference& reference = image.reference;
  if (reference.is_scratch() || !reference.digest.empty() || reference.written.empty()) return;
  if (reference.tag.empty()) {
    // In `$IMAGE` the tag may be part of what is unknown.
    const std::size_t size = reference.written.bytes().size();
    if (!reference.written.is_known_at(size - 1)) return findings.unknown(Fact::image);
    findings
        .add(image.site, fact_path(Fact::image, name_without_digest(reference)),
             reference.written.bytes() + " names no version: " + consequence(image.role))
        .change = pin_of(image);
    return;
  }
  switch (reference.tag.equals("latest")) {
    case Truth::no: return;
    case Truth::unknown: return findings.unknown(Fact::image);
    case Truth::yes: break;
  }
  findings
      .add(image.site, fact_path(Fact::image, name_without_digest(reference)),
           reference.written.bytes() + " is a moving tag: " + consequence(image.role))
      .change = pin_of(image);
}

}  // namespace

extern const Rule update_unpinned_image{
    .summary = "Image without a version",
    .what =
        "An image that is run, built on or copied from has the tag `latest`, or no tag and no "
        "digest, which means the same. Earlier stages, `scratch` and names whose tag is a variable "
        "without a value are not reported.",
    .why =
        "The same file gives another program tomorrow: a build that worked breaks, hosts run "
        "different versions under one name, nobody can say which of them has a flaw, and there is "
        "nothing to go back to. Whoever takes over the publisher's account is in every next "
        "build.",
    .remedy =
        "Name the version, and for what matters the digest as well (`image:1.2.3@sha256:…`); let "
        "a bot propose newer ones, so that each change is seen and tested.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.28", "NIST SP 800-190 4.2.2",
                   "https://docs.docker.com/build/building/best-practices/#pin-base-image-"
                   "versions"},
    .image = check,
};

}  // namespace boltseal
