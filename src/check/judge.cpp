#include "check/judge.h"

#include <algorithm>
#include <string_view>

namespace boltseal {
namespace {

template <class S>
const S& subject_of(const S& subject) {
  return subject;
}
const Build& subject_of(const std::shared_ptr<const Build>& build) { return *build; }

template <class Subjects, class S>
std::size_t judge_all(const Subjects& subjects, const NamedRule& rule,
                      void (*look)(const S&, Findings&), std::string_view (*name)(const S&),
                      std::vector<Finding>& findings) {
  std::size_t unknown = 0;
  if (look == nullptr) return unknown;
  for (const auto& each : subjects) {
    const S& subject = subject_of(each);
    Findings said(rule, name(subject), findings);
    look(subject, said);
    unknown += static_cast<std::size_t>(said.unknown_count());
  }
  return unknown;
}

template <class S>
std::string_view own_name(const S& subject) {
  return subject.name;
}

std::string_view user_of(const Image& image) { return image.used_by; }

std::size_t judge_steps(const Inventory& inventory, const NamedRule& rule,
                        std::vector<Finding>& findings) {
  std::size_t unknown = 0;
  const auto look = [&](const Step& step, std::string_view name) {
    Findings said(rule, name, findings);
    rule.rule->step(step, said);
    unknown += static_cast<std::size_t>(said.unknown_count());
  };
  for (const auto& build : inventory.builds) {
    for (const Stage& stage : build->stages) {
      for (const Instruction& instruction : stage.instructions) {
        if (!instruction.commands.empty()) look({instruction.commands, false}, build->name);
      }
    }
  }
  for (const Host& host : inventory.hosts) look({host.commands, true}, host.name);
  return unknown;
}

}  // namespace

RuleSet rules_of(AskedProfile asked, const std::vector<const NamedRule*>& only) {
  if (!only.empty()) return only;
  RuleSet rules;
  for (const NamedRule& rule : all_rules()) {
    if (is_in(rule, asked)) rules.push_back(&rule);
  }
  // Within each level by name, as all_rules() are.
  if (is_pod_security(asked.profile)) {
    std::ranges::stable_sort(rules, {}, [](const NamedRule* rule) { return rule->rule->profile; });
  }
  return rules;
}

std::size_t judge(const Inventory& inventory, const RuleSet& rules, std::vector<Finding>& findings,
                  int minor) {
  std::size_t unknown = 0;
  findings.reserve(findings.size() + 32);  // a Finding has half a kilobyte to move
  for (const NamedRule* named : rules) {
    const Rule& rule = *named->rule;
    if (rule.pod != nullptr) {
      for (const Pod& pod : inventory.pods) {
        Findings said(*named, pod.name, findings);
        rule.pod(pod, minor, said);
        unknown += static_cast<std::size_t>(said.unknown_count());
      }
      continue;
    }
    unknown += judge_all(inventory.workloads, *named, rule.workload, own_name<Workload>, findings);
    unknown += judge_all(inventory.builds, *named, rule.build, own_name<Build>, findings);
    unknown += judge_all(inventory.engines, *named, rule.engine, own_name<Engine>, findings);
    unknown += judge_all(inventory.hosts, *named, rule.host, own_name<Host>, findings);
    if (rule.step != nullptr) unknown += judge_steps(inventory, *named, findings);
    unknown += judge_all(inventory.grants, *named, rule.grant, own_name<Grant>, findings);
    unknown += judge_all(inventory.images, *named, rule.image, user_of, findings);
  }
  return unknown;
}

std::size_t judge(const Project& project, const RuleSet& rules, std::vector<Finding>& findings) {
  std::size_t unknown = 0;
  for (const NamedRule* named : rules) {
    if (named->rule->project == nullptr) continue;
    Findings said(*named, project.name, findings);
    named->rule->project(project, said);
    unknown += static_cast<std::size_t>(said.unknown_count());
  }
  return unknown;
}

}  // namespace boltseal
