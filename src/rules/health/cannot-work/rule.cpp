#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "model/base_image.h"
#include "model/image_programs.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::string_view base_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// The programs that a check needs: the shell of the shell form, and what it begins with.
// `CMD-SHELL` and HEALTHCHECK in shell form are read up to their first operator.
std::vector<std::string> programs_of(const Command& test) {
  std::vector<std::string> programs;
  if (test.words.empty()) return programs;
  if (test.shell_form) programs.emplace_back("sh");
  const Text& first = test.words.front();
  std::string text = test.shell_form ? first.bytes() : std::string(base_of(first.bytes()));
  if (!first.is_known_at(0)) return programs;
  if (!test.shell_form) {
    programs.push_back(text);
    // ["sh", "-c", "curl …"]
    const bool is_shell = text == "sh" || text == "bash";
    if (!is_shell || test.words.size() < 3 || test.words[1].bytes() != "-c") return programs;
    text = test.words[2].bytes();
  }
  const std::size_t begin = text.find_first_not_of(" \t([");
  if (begin == std::string::npos) return programs;
  const std::size_t end = std::min(text.find_first_of(" \t;|&<>()\n", begin), text.size());
  programs.emplace_back(base_of(std::string_view(text).substr(begin, end - begin)));
  return programs;
}

void check_test(const Workload& workload, const Value<HealthCheck>& health, Fact fact,
                Findings& findings) {
  const ImageReference* const image = base_image(workload);
  if (image == nullptr || is_built(workload)) return;
  for (const std::string& program : programs_of(health->test)) {
    if (has_program(*image, program) != Truth::no) continue;
    findings.add(health.origin(), fact_path(fact),
                 "cannot work: " + image->written.bytes() + " has no " + program);
    return;
  }
}

void check_workload(const Workload& workload, Findings& findings) {
  if (workload.windows) return;
  struct Check {
    Fact fact;
    FactKey<HealthCheck> key;
  };
  constexpr std::array checks = {Check{Fact::health_check, fact::health_check},
                                 Check{Fact::liveness_probe, fact::liveness_probe},
                                 Check{Fact::readiness_probe, fact::readiness_probe},
                                 Check{Fact::startup_probe, fact::startup_probe}};
  for (const Check& check : checks) {
    const Effective<HealthCheck> health = effective(workload, check.key);
    // What an image brings is judged with the image.
    if (!health->is_known() || health.level == nullptr ||
        health.level->kind == LevelKind::base_image ||
        health.level->kind == LevelKind::build_stage) {
      continue;
    }
    if (health.value->kind != HealthCheck::Kind::command) continue;
    check_test(workload, health.value, check.fact, findings);
  }
}

bool mentions(const Instruction& instruction, std::string_view program) {
  return std::ranges::any_of(instruction.arguments, [&](const Item& item) {
    return base_of(item.text.bytes()).starts_with(program) || !item.text.is_known();
  });
}

// In a build: nothing can be installed into a base without a shell, and a COPY that brings the
// program names it, unless it copies whole folders.
bool brings(const Build& build, std::string_view program) {
  for (const Stage* stage : build.lineage()) {
    for (const Instruction& instruction : stage->instructions) {
      if (instruction.name == "RUN") return true;
      if (instruction.name != "COPY" && instruction.name != "ADD") continue;
      if (mentions(instruction, program)) return true;
      for (const Item& item : instruction.arguments) {
        const std::string& path = item.text.bytes();
        if (path.ends_with("bin") || path.ends_with("bin/") || path == "/" || path == "." ||
            path.find(".tar") != std::string::npos || path.find("busybox") != std::string::npos ||
            path.find('*') != std::string::npos) {
          return true;
        }
      }
    }
  }
  return false;
}

void check_build(const Build& build, Findings& findings) {
  const std::vector<const Stage*> lineage = build.lineage();
  if (lineage.empty() || lineage.front()->windows) return;
  const ImageReference& image = lineage.back()->base;
  if (has_program(image, "sh") != Truth::no) return;
  for (const Stage* stage : lineage) {
    const Value<HealthCheck>& health = stage->level.facts.get(fact::health_check);
    if (health.is_absent()) continue;
    if (!health.is_known() || health->kind != HealthCheck::Kind::command) return;
    for (const std::string& program : programs_of(health->test)) {
      if (has_program(image, program) != Truth::no || brings(build, program)) continue;
      findings.add(health.origin(), fact_path(Fact::health_check),
                   "cannot work: " + image.written.bytes() + " has no " + program);
      return;
    }
    return;  // an outer stage's check is replaced
  }
}

}  // namespace

extern const Rule health_cannot_work{
    .summary = "Health check that cannot work",
    .what =
        "A health check or probe runs a shell, `curl`, `wget` or `nc` that its image is known not "
        "to have: the shell form or `CMD-SHELL` in an image from scratch or distroless, `curl` in "
        "Alpine, `wget` in Debian's slim images. Images whose contents are not known here, and "
        "images that are built and may install it, are not reported.",
    .why =
        "The check fails every time: the container counts as unhealthy, its dependents never "
        "start, or it is restarted for ever. Mostly the check is then switched off, and nobody "
        "looks any more.",
    .remedy =
        "Use what is there: `wget -q --spider` in Alpine, the program's own subcommand or the "
        "language's HTTP client elsewhere, the exec form where there is no shell; on Kubernetes "
        "`httpGet`, which needs nothing in the image.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.6", "CIS Docker 1.6.0 5.27",
                   "https://docs.docker.com/reference/dockerfile/#healthcheck"},
    .workload = check_workload,
    .build = check_build,
};

}  // namespace boltseal
