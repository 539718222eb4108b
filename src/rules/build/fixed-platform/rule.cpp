#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    if (!stage.platform.is_known()) continue;
    const Text& platform = *stage.platform;
    const Origin& site = stage.platform.origin();
    const bool target =
        platform.bytes() == "$TARGETPLATFORM" || platform.bytes() == "${TARGETPLATFORM}";
    if (target) {
      findings
          .add(site, "platform",
               "--platform=" + platform.bytes() + " says what is the default anyway")
          .severity = Severity::info;
    } else if (platform.is_known() && !site.via && !platform.empty() && !stage.windows) {
      findings.add(site, "platform",
                   "the image is for " + platform.bytes() +
                       " wherever it is built, so other hosts "
                       "emulate it or cannot run it");
    }
  }
}

}  // namespace

extern const Rule build_fixed_platform{
    .summary = "Platform is fixed in FROM",
    .what =
        "`FROM --platform=` names a constant platform, or `$TARGETPLATFORM`, which is the default. "
        "`$BUILDPLATFORM`, which makes cross-compilation fast, and Windows are not reported.",
    .why =
        "Who builds for another processor gets an image that pretends to be right. It is emulated, "
        "many times slower and with the emulator's own flaws, or dies with \"exec format error\" "
        "on the new hosts.",
    .remedy =
        "Leave `--platform` out and choose with `docker build --platform`; use `$BUILDPLATFORM` "
        "for "
        "stages that only compile.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/reference/build-checks/"
                   "from-platform-flag-const-disallowed/",
                   "https://docs.docker.com/reference/build-checks/redundant-target-platform/"},
    .build = check,
};

}  // namespace boltseal
