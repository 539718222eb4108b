#include <algorithm>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// "CVE-2024-5535, CVE-2024-4741 and 3 more"
std::string some_of(const std::vector<std::string>& ids) {
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t at = 0; at < ids.size() && at < most; ++at) {
    text += (at == 0 ? "" : ", ") + ids[at];
  }
  if (ids.size() > most) text += " and " + std::to_string(ids.size() - most) + " more";
  return text;
}

void check(const Machine& machine, Findings& findings) {
  for (const OutdatedPackage& package : machine.packages.outdated) {
    std::string message = package.name + " " + package.version + " is installed, and " +
                          package.fixed + " mends " + some_of(package.ids);
    if (!package.exploited.empty()) {
      message += "; " + package.exploited + " is known to be exploited";
    }
    Finding& finding =
        findings.add(machine.site, "packages[" + package.name + "].version", std::move(message));
    finding.severity =
        package.exploited.empty() ? package.worst : std::max(package.worst, Severity::high);
  }
}

}  // namespace

extern const Rule update_outdated_package{
    .summary = "Installed package with vulnerabilities that an update mends",
    .what =
        "A package of the machine, or of a running container, has known vulnerabilities, and the "
        "advisories name a version that mends them. A finding has the severity of the worst of "
        "them, and at least high when one is known to be exploited. Speaks in `boltseal audit` "
        "when there are advisories (`boltseal db update`); `boltseal scan --host` and `boltseal "
        "scan IMAGE` also show what has no mended version yet.",
    .why =
        "What the update mends is public, and with it the way in: attackers read the change and "
        "look for who has not made it.",
    .remedy =
        "Update the machine's packages; build the image anew from an updated base, and make the "
        "containers anew from it.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.4", "NIST SP 800-190 4.1.1", "CWE-1395"},
    .machine = check,
};

}  // namespace boltseal
