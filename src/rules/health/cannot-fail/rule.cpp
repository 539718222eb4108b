#include <array>
#include <string>
#include <string_view>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n;");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n;") - begin + 1);
}

// The text that a shell reads, or nothing: `CMD-SHELL`, the shell form, ["sh", "-c", "…"].
const Text* script_of(const Command& test) {
  if (test.words.empty()) return nullptr;
  if (test.shell_form) return &test.words.front();
  const std::string& first = test.words.front().bytes();
  const std::string_view name = std::string_view(first).substr(first.rfind('/') + 1);
  if ((name == "sh" || name == "bash") && test.words.size() > 2 && test.words[1].bytes() == "-c") {
    return &test.words[2];
  }
  return nullptr;
}

// Why the command always succeeds; empty: it may fail.
std::string reason_of(const Command& test) {
  const Text* const script = script_of(test);
  if (script == nullptr) {
    if (test.words.size() == 1) {
      const std::string& word = test.words.front().bytes();
      if (word == "true" || word == "/bin/true" || word == "/usr/bin/true") return word;
    }
    if (!test.words.empty() && test.words.front().bytes() == "echo") return "echo";
    return {};
  }
  if (!script->is_known()) return {};
  const std::string_view text = trimmed(script->bytes());
  if (text == "true" || text == ":" || text == "exit 0") return std::string(text);
  // The last operator decides: `… || true`, `…; exit 0`.
  static constexpr std::array<std::string_view, 5> always = {"|| true", "|| exit 0",
                                                             "|| :", "; exit 0", "; true"};
  for (const std::string_view end : always) {
    if (text.ends_with(end)) return std::string(end);
  }
  const bool plain = text.find_first_of("|&;<>$`") == std::string_view::npos;
  if (plain && text.starts_with("echo ")) return "echo";
  return {};
}

// In a Dockerfile the check stands to the end of its instruction.
template <class Health>
std::optional<Change> mend(const Health& health, const std::string& reason) {
  if (health.level == nullptr || health.level->kind != LevelKind::build_stage ||
      !health.value->test.shell_form) {
    return std::nullopt;
  }
  Origin end = health.value.origin();
  const bool is_end = reason.starts_with("||") || reason.starts_with(';');
  if (!is_end || !written_at(end).ends_with(reason)) return std::nullopt;
  end.span.begin = end.span.end - static_cast<std::uint32_t>(reason.size());
  Rewriting rewriting;
  if (reason.starts_with("||")) {
    rewriting.replace(end, "|| exit 1");
  } else {
    rewriting.remove_word(end);
  }
  return rewriting.change(Safety::behaviour,
                          "containers that have been unhealthy all the time are now said to be",
                          {Fact::health_check});
}

void check(const Workload& workload, Findings& findings) {
  struct Check {
    Fact fact;
    FactKey<HealthCheck> key;
  };
  constexpr std::array checks = {Check{Fact::health_check, fact::health_check},
                                 Check{Fact::liveness_probe, fact::liveness_probe},
                                 Check{Fact::readiness_probe, fact::readiness_probe},
                                 Check{Fact::startup_probe, fact::startup_probe}};
  for (const Check& check : checks) {
    const auto health = effective(workload, check.key);
    if (!health->is_known() || health.value->kind != HealthCheck::Kind::command) continue;
    const std::string reason = reason_of(health.value->test);
    if (reason.empty()) continue;
    findings
        .add(decisive_site(workload, health, check.fact), fact_path(check.fact),
             "always succeeds, because of \"" + reason + "\"")
        .change = mend(health, reason);
  }
}

}  // namespace

extern const Rule health_cannot_fail{
    .summary = "Health check that cannot fail",
    .what =
        "The command of a health check or probe succeeds whatever happens: it is `true`, `exit 0` "
        "or an `echo`, or ends in `|| true`, `|| exit 0` or `; exit 0`.",
    .why =
        "The container is healthy on paper for ever, also when the program in it is dead. That is "
        "worse than no check: every table shows it as watched.",
    .remedy =
        "Let the command's own result count (`|| exit 1` where a number other than 1 could "
        "come out), or remove the check.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.6", "CIS Docker 1.6.0 5.27",
                   "https://docs.docker.com/reference/dockerfile/#healthcheck"},
    .workload = check,
    .on_images = true,
};

}  // namespace boltseal
