#include <string>

#include "model/secret_name.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// postgresql://user:password@host: the password of a URL, or nothing.
std::string_view password_in_url(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::size_t begin = scheme + 3;
  const std::string_view authority = value.substr(begin, value.find_first_of("/?#", begin) - begin);
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::size_t colon = authority.substr(0, at).find(':');
  if (colon == std::string_view::npos) return {};
  return authority.substr(colon + 1, at - colon - 1);
}

void check_setting(const Setting& setting, Findings& findings) {
  const bool secret = names_secret(setting.name);
  const bool in_url = setting.value.bytes().find("://") != std::string::npos &&
                      setting.value.bytes().find('@') != std::string::npos;
  if (!secret && !in_url) return;
  if (!setting.value.is_known()) return findings.unknown(Fact::environment);
  // A value through a variable or an env file is kept elsewhere.
  if (setting.origin.kind != OriginKind::literal || setting.origin.via) return;
  std::string_view value = setting.value.bytes();
  if (in_url) {
    value = password_in_url(value);
    if (value.empty()) return;
  } else if (cannot_be_secret(value)) {
    return;
  }
  // $(NAME) of Kubernetes, {{ … }} and ${…} of templates name it only.
  if (value.find("$(") != std::string_view::npos || value.find("{{") != std::string_view::npos ||
      value.find("${") != std::string_view::npos) {
    return;
  }
  const bool placeholder = is_placeholder(value);
  Finding& finding =
      findings.add(setting.origin, fact_path(Fact::environment, setting.name),
                   placeholder ? setting.name + " has a value that everybody can guess"
                               : (in_url ? "a password stands in the address " : "the value of ") +
                                     setting.name + (in_url ? "" : " is written into this file"));
  if (placeholder) {
    finding.severity = Severity::low;
    finding.confidence = Confidence::medium;
  }
}

void check(const Workload& workload, Findings& findings) {
  for (const Level& level : workload.levels) {
    // What an image brings is build/secret-in-environment.
    if (level.kind == LevelKind::base_image || level.kind == LevelKind::build_stage) continue;
    const Value<Settings>& environment = level.facts.get(fact::environment);
    if (!environment.is_known()) continue;
    for (const Setting& setting : *environment) check_setting(setting, findings);
  }
}

}  // namespace

extern const Rule access_secret_in_workload_environment{
    .summary = "Password in a container's environment",
    .what =
        "A Compose service, a container of Kubernetes or a command line sets a variable whose name "
        "says that it is a secret (`…_PASSWORD`, `…_TOKEN`, `API_KEY` …) to a literal value, or a "
        "password stands in an address (`postgres://user:password@db`). Values from variables, env "
        "files, Secrets and `…_FILE` are not reported; guessable ones (`postgres`, `changeme`) "
        "count as low.",
    .why =
        "The file is in the repository and its history, so everybody who may read the code has the "
        "password, and it is the same in every environment. At run time `docker inspect`, `kubectl "
        "describe`, child processes and crash reports show it as well.",
    .remedy =
        "Keep it out of the file: `secrets:` of Compose with `…_FILE`, `secretKeyRef` or a mounted "
        "Secret on Kubernetes, `--env-file` or `--secret` on a command line. Replace what has been "
        "committed.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.4.1", "NIST SP 800-190 4.1.4", "CWE-798",
                   "https://docs.docker.com/compose/how-tos/use-secrets/"},
    .workload = check,
};

}  // namespace boltseal
