#include <string>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::optional<Change> without_flag(Origin value, Safety safety, std::string breaks) {
  static constexpr std::string_view name = "--platform=";
  if (value.span.begin < name.size()) return std::nullopt;
  // A variable's default is not what is taken away, but the word that names it.
  value.via = nullptr;
  value.kind = OriginKind::literal;
  value.span.begin -= static_cast<std::uint32_t>(name.size());
  if (!written_at(value).starts_with(name)) return std::nullopt;
  Rewriting rewriting;
  rewriting.remove_word(value);
  return rewriting.change(safety, std::move(breaks));
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    if (!stage.platform.is_known()) continue;
    const Text& platform = *stage.platform;
    const Origin& site = stage.platform.origin();
    const bool target =
        platform.bytes() == "$TARGETPLATFORM" || platform.bytes() == "${TARGETPLATFORM}";
    if (target) {
      Finding& finding = findings.add(
          site, "platform", "--platform=" + platform.bytes() + " says what is the default anyway");
      finding.severity = Severity::info;
      finding.change = without_flag(site, Safety::safe, {});
    } else if (platform.is_known() && !site.via && !platform.empty() && !stage.windows) {
      findings
          .add(site, "platform",
               "the image is for " + platform.bytes() +
                   " wherever it is built, so other hosts "
                   "emulate it or cannot run it")
          .change = without_flag(site, Safety::behaviour,
                                 "builds on hosts with another processor, for which the base image "
                                 "or a download may not exist");
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
