#include "rules/rule.h"
#include "model/image_pin.h"

namespace boltseal {
namespace {

void check(const Image& image, Findings& findings) {
  const ImageReference& reference = image.reference;
  // Names without a version are update/unpinned-image.
  if (reference.is_scratch() || !reference.digest.empty() || reference.tag.empty()) return;
  switch (reference.tag.equals("latest")) {
    case Truth::yes: return;
    case Truth::unknown: return findings.unknown(Fact::image);
    case Truth::no: break;
  }
  findings
      .add(image.site, fact_path(Fact::image, name_without_digest(reference)),
           reference.written.bytes() +
               " has a version but no digest, so its publisher can put "
               "something else in its place")
      .change = pin_of(image);
}

}  // namespace

extern const Rule update_mutable_tag{
    .summary = "Image pinned by tag only",
    .what =
        "An image that is run, built on or copied from has a tag other than `latest` but no "
        "digest. A reference with a digest is not reported, whatever its tag.",
    .why =
        "A tag is a label that its publisher moves: `1.27` is rebuilt every few weeks, and who "
        "steals the account can move `1.27.2` as well. Only a digest is the content itself, so "
        "that what was tested is what runs.",
    .remedy =
        "Add the digest that was tested (`image:1.27.2@sha256:…`) and let a bot raise both "
        "together; an image that is never raised does not get its security updates.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.2", "NIST SP 800-190 4.2.2",
                   "https://docs.docker.com/build/building/best-practices/#pin-base-image-"
                   "versions"},
    .image = check,
};

}  // namespace boltseal
