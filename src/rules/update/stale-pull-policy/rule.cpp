#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

// Whether another image may stand behind the name tomorrow: no tag, or latest.
Truth moves(const ImageReference& image) {
  if (!image.digest.empty()) return Truth::no;
  if (image.tag.empty()) {
    const std::size_t size = image.written.bytes().size();
    return size > 0 && image.written.is_known_at(size - 1) ? Truth::yes : Truth::unknown;
  }
  return image.tag.equals("latest");
}

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || workload.build) return;
  const auto policy = effective(workload, fact::pull_policy);
  if (policy->is_unknown()) return findings.unknown(Fact::pull_policy);
  if (!policy->is_known() || policy.level == nullptr) return;
  const bool never = policy.value->equals("never") == Truth::yes;
  if (!never && policy.value->equals("missing") != Truth::yes &&
      policy.value->equals("if_not_present") != Truth::yes) {
    return;
  }
  const auto image = effective(workload, fact::image);
  if (!image->is_known() || image.value->is_scratch()) return;
  switch (moves(*image.value)) {
    case Truth::no: return;
    case Truth::unknown: return findings.unknown(Fact::image);
    case Truth::yes: break;
  }
  const std::string name = image.value->written.bytes();
  Finding& finding = findings.add(
      policy->origin(), fact_path(Fact::pull_policy),
      never ? "keeps whatever " + name + " was put on the host, and never asks for a newer one"
            : "keeps the first " + name +
                  " that the host ever pulled: fixes never arrive, and hosts differ");
  finding.change =
      Change{.fact = Fact::pull_policy,
             .value = std::string("always"),
             .safety = Safety::behaviour,
             .breaks = "starting without the registry; images that exist on the host only",
             .at = policy->origin()};
}

}  // namespace

extern const Rule update_stale_pull_policy{
    .summary = "Pull policy keeps a stale image",
    .what =
        "A container runs an image without a version (no tag, or `latest`) and says that a copy on "
        "the host is enough: `imagePullPolicy: IfNotPresent` or `Never`, `pull_policy: missing` or "
        "`never`, `--pull missing` or `never`. Images with a version are the same everywhere, so "
        "they are not reported, nor are those that are built here.",
    .why =
        "The name promises the newest, the policy keeps the oldest. A host that pulled it two "
        "years ago still runs that copy, flaws included, while a new host runs another program "
        "under the same name.",
    .remedy =
        "Name a version, best with its digest; then any policy is right. Where the name must move, "
        "use `Always` (`always`).",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.28", "NIST SP 800-190 4.2.2",
                   "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy"},
    .workload = check,
};

}  // namespace boltseal
