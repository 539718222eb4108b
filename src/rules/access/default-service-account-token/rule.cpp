#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes) return;
  const auto account = effective(workload, fact::service_account);
  if (account->is_unknown()) return findings.unknown(Fact::service_account);
  if (!account->is_known() || account.value->equals("default") != Truth::yes) return;
  const auto automount = effective(workload, fact::automount_token);
  if (automount->is_unknown()) return findings.unknown(Fact::automount_token);
  if (!automount->is(true)) return;
  // Both belong to the pod: all its containers are one finding.
  Origin site = workload.site();
  for (const Level& level : workload.levels) {
    if (level.kind == LevelKind::pod) site = level.site;
  }
  if (automount.level != nullptr) site = automount->origin();
  Finding& finding = findings.add(
      site, fact_path(Fact::automount_token),
      "the token of the default service account is mounted, though no account was chosen for this "
      "pod");
  finding.change = Change{.fact = Fact::automount_token,
                          .element = {},
                          .field = {},
                          .value = false,
                          .safety = Safety::behaviour,
                          .breaks =
                              "a program that calls the Kubernetes API without an account "
                              "of its own",
                          .at = site,
                          .missing = automount.level == nullptr};
}

}  // namespace

extern const Rule access_default_service_account_token{
    .summary = "Token of the default service account is mounted",
    .what =
        "A pod uses the service account `default`, because it names no other, and does not set "
        "`automountServiceAccountToken: false`; nor does the account where it stands in the same "
        "file.",
    .why =
        "Every container of the pod then holds a credential for the Kubernetes API. Most never "
        "use it; whoever breaks in does, with all rights that anybody ever bound to the shared "
        "account of the namespace.",
    .remedy =
        "Set `automountServiceAccountToken: false` on pods that do not call the API; give those "
        "that do an account of their own.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Kubernetes 1.8.0 5.1.5", "CIS Kubernetes 1.8.0 5.1.6",
                   "NIST SP 800-190 4.3.1"},
    .workload = check,
};

}  // namespace boltseal
