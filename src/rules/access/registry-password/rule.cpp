#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::login) return;
  const Text& password = grant.password.text;
  // `-p "$PASSWORD"`: not in the file, but in the list of processes.
  const bool literal = password.is_known() && !password.empty() && !grant.password.origin.via;
  Finding& finding =
      findings.add(grant.site, "password",
                   literal ? grant.name + " has its password in this file"
                           : grant.name + " shows its password to everybody who lists processes");
  if (!literal) finding.severity = Severity::low;
}

}  // namespace

extern const Rule access_registry_password{
    .summary = "Registry password on a command line",
    .what =
        "A script, a build or a CI job logs in to a registry with `-p PASSWORD` or `--password` "
        "(`docker login`, podman, nerdctl, buildah, skopeo, helm, oras, crane). A literal password "
        "is medium, one from a variable low. Or containerd's configuration holds one "
        "(`registry.configs`).",
    .why =
        "A command line is readable for every process on the machine, stands in the shell's "
        "history and in many CI logs. Who has the password of a registry replaces the images that "
        "everybody pulls.",
    .remedy =
        "Hand it over on standard input: `echo \"$PASSWORD\" | docker login -u USER "
        "--password-stdin REGISTRY`; in CI use the provider's login action or a credential helper.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.2.3", "CWE-214",
                   "https://docs.docker.com/reference/cli/docker/login/"},
    .grant = check,
};

}  // namespace boltseal
