#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr std::string_view variable = "DOCKER_CONTENT_TRUST";

void check_value(std::string_view name, const Text& value, const Origin& site, Findings& findings) {
  if (name != variable ||
      (value.equals("0") != Truth::yes && value.equals("false") != Truth::yes)) {
    return;
  }
  findings.add(site, "content_trust",
               "images are taken without a signature, because " + std::string(variable) + " is " +
                   value.bytes());
}

void check_item(const Item& item, Findings& findings) {
  const std::size_t equals = item.text.find('=');
  if (equals == std::string::npos) return;
  check_value(std::string_view(item.text.bytes()).substr(0, equals), item.text.substr(equals + 1),
              item.origin, findings);
}

void check_host(const Host& host, Findings& findings) {
  for (const ShellCommand& command : host.commands) {
    for (const Setting& setting : command.assignments) {
      check_value(setting.name, setting.value, setting.origin, findings);
    }
    if (command.program() != "export") continue;
    for (const Item& item : command.words) check_item(item, findings);
  }
}

void check_build(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name != "ENV") continue;
      for (const Item& item : instruction.arguments) check_item(item, findings);
    }
  }
}

void check_workload(const Workload& workload, Findings& findings) {
  for (const Level& level : workload.levels) {
    if (level.kind == LevelKind::base_image || level.kind == LevelKind::build_stage) continue;
    const Value<Settings>& environment = level.facts.get(fact::environment);
    if (!environment.is_known()) continue;
    for (const Setting& setting : *environment) {
      check_value(setting.name, setting.value, setting.origin, findings);
    }
  }
}

void check_engine(const Engine& engine, Findings& findings) {
  const auto trust = effective(engine, fact::content_trust);
  if (trust->is_unknown()) return findings.unknown(Fact::content_trust);
  if (!trust->is(false) || trust.level == nullptr) return;
  findings.add(
      trust->origin(), fact_path(Fact::content_trust),
      "the engine takes images without a signature, because content trust is not enforced");
}

}  // namespace

extern const Rule supply_content_trust{
    .summary = "Content trust is switched off",
    .what =
        "`DOCKER_CONTENT_TRUST` is set to 0 for a build, a container or a host's first-boot "
        "script, the daemon's `content-trust` is anything but `enforced`, or policy.json of Podman "
        "and CRI-O takes everything from registries (`insecureAcceptAnything`). That it is not set "
        "at "
        "all, which is the default, is not reported; Docker retires the service for its own "
        "images, "
        "so the rule is strict.",
    .why =
        "Somebody decided that images must be signed, and here the decision is taken back. Whoever "
        "can push to the registry, or stands in front of it, then chooses what is run.",
    .remedy =
        "Remove the line, and sign what has no signature; or verify signatures of cosign or "
        "Notation when images are admitted, and pin digests.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.5", "NIST SP 800-190 4.1.5",
                   "https://docs.docker.com/engine/security/trust/"},
    .workload = check_workload,
    .build = check_build,
    .engine = check_engine,
    .host = check_host,
};

}  // namespace boltseal
