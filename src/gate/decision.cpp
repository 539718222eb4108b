#include "gate/decision.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "check/check.h"
#include "check/mask.h"
#include "check/present.h"
#include "policy/apply.h"

namespace boltseal {
namespace {

// A volume of Kubernetes (a ConfigMap) is a folder that anybody may write to, mounted read-only.
bool is_mounted_read_only(const std::filesystem::path& path) {
  struct statvfs status = {};
  return ::statvfs(path.c_str(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

// Whether nobody but root can write to a file, or exchange it or a folder that it is in: of a
// folder that others may write to, only where they cannot rename what is root's (/tmp).
bool is_roots_alone(const std::string& path) {
  std::error_code error;
  std::filesystem::path at = std::filesystem::canonical(path, error);
  for (; !error; at = at.parent_path()) {
    struct stat status = {};
    if (::stat(at.c_str(), &status) != 0 || status.st_uid != 0) return false;
    const bool is_sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    const bool is_writable = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !is_sticky;
    if (is_writable && !is_mounted_read_only(at)) return false;
    if (at == at.root_path()) return true;
  }
  return false;
}

bool counts(Severity severity, const GatePolicy& policy) {
  return (policy.deny_from && severity >= *policy.deny_from) ||
         (policy.warn_from && severity >= *policy.warn_from);
}

std::unexpected<Error> not_roots(const std::string& path) {
  return fail("is not root's alone, and who can write to it decides what runs", path, {},
              "chown root:root and chmod go-w the file and the folders that it is in");
}

}  // namespace

std::string_view name_of(GateMode mode) {
  switch (mode) {
    case GateMode::enforce: return "enforce";
    case GateMode::audit: return "audit";
    case GateMode::harden: return "harden";
  }
  return {};
}

bool GatePolicy::is_broken() const {
  return break_glass && std::chrono::system_clock::now() < break_glass->until;
}

void settle(GatePolicy& gate) {
  const Policy& policy = gate.policy;
  if (!policy.profile.empty()) gate.profile = parse_profile(policy.profile).value_or(gate.profile);
  if (!policy.fail_on.empty()) gate.deny_from = severity_named(policy.fail_on);
  if (!policy.gate.warn_on.empty()) gate.warn_from = severity_named(policy.gate.warn_on);
  for (const GateMode mode : {GateMode::audit, GateMode::harden}) {
    if (policy.gate.mode == name_of(mode)) gate.mode = mode;
  }
  CheckOptions rules;
  rules.profile = gate.profile;
  rules.policy = &policy;
  gate.rules = rules_of(rules);
}

Result<GatePolicy> read_gate_policy(const std::string& path) {
  GatePolicy gate;
  const DiskFiles files;
  if (files.exists(path)) {
    if (!is_roots_alone(path)) return not_roots(path);
    auto text = files.read(path);
    if (!text) return std::unexpected(text.error());
    auto policy = read_policy(File{path, std::move(*text)}, directory_of(path));
    if (!policy) return std::unexpected(policy.error());
    gate.policy = std::move(*policy);
  }
  auto broken = read_break_glass(path);
  if (!broken) return std::unexpected(broken.error());
  if (*broken && !is_roots_alone(break_glass_file(path))) return not_roots(break_glass_file(path));
  gate.break_glass = std::move(*broken);
  settle(gate);
  return gate;
}

void conclude(Decision& decision, const GatePolicy& policy) {
  decision.passes = decision.denied.empty() && decision.unexamined.empty();
  if (!decision.passes && policy.is_broken()) decision.break_glass = policy.break_glass;
  decision.proceeds = decision.passes || decision.break_glass || policy.mode == GateMode::audit;
}

Decision decide(const Unit& unit, const GatePolicy& policy) {
  const auto start = std::chrono::steady_clock::now();
  Decision decision;
  std::vector<Finding> findings;
  decision.unknown = judge(unit.inventory, policy.rules, findings, policy.profile.minor);
  for (const Project& project : unit.inventory.projects) {
    decision.unknown += judge(project, policy.rules, findings);
  }
  Verdict verdict;
  Presenter presenter(unit);
  for (Finding& finding : findings) {
    finding.severity = severity_in(policy.policy, finding.rule, finding.severity);
    // Most findings of what is let through are told to nobody.
    if (!counts(finding.severity, policy)) continue;
    verdict.findings.push_back(presenter.show(std::move(finding), false));
  }
  if (!verdict.findings.empty()) {
    apply_allowances(verdict, policy.policy.allowances, policy.today.value_or(today()),
                     policy.rules, /*whole=*/false);
  }
  for (ShownFinding& finding : verdict.findings) {
    // What is wrong with an allowance is its owner's affair, and not of who is at the door.
    if (finding.rule.starts_with("allowance/")) continue;
    const bool denies = policy.deny_from && finding.severity >= *policy.deny_from;
    (denies ? decision.denied : decision.warned).push_back(std::move(finding));
  }
  std::ranges::stable_sort(decision.denied, std::ranges::greater(), &ShownFinding::severity);
  std::ranges::stable_sort(decision.warned, std::ranges::greater(), &ShownFinding::severity);
  decision.accepted = std::move(verdict.accepted);
  if (!unit.inventory.errors.empty()) decision.unexamined = show_errors(unit);
  conclude(decision, policy);
  decision.took = std::chrono::steady_clock::now() - start;
  return decision;
}

void admit_what_was(Decision& decision, const Decision& before, const GatePolicy& policy) {
  const auto said_before = [&](const ShownFinding& finding) {
    return std::ranges::any_of(before.denied, [&](const ShownFinding& other) {
      return other.rule == finding.rule && other.fact == finding.fact &&
             other.subjects == finding.subjects && other.message == finding.message;
    });
  };
  const auto known = std::ranges::stable_partition(
      decision.denied, [&](const ShownFinding& finding) { return !said_before(finding); });
  decision.warned.insert(decision.warned.begin(), std::make_move_iterator(known.begin()),
                         std::make_move_iterator(known.end()));
  decision.denied.erase(known.begin(), known.end());
  conclude(decision, policy);
}

Decision refuse(const Error& why, const GatePolicy& policy) {
  Decision decision;
  decision.unexamined.push_back(show(why));
  conclude(decision, policy);
  return decision;
}

std::string reason_of(const ShownFinding& finding) {
  std::string said = std::string(finding.rule) + ": " + shown(finding.message);
  const NamedRule* const rule = find_any_rule(finding.rule);
  std::string remedy = shown(finding.remedy);
  if (remedy.empty() && rule != nullptr) remedy = std::string(rule->rule->remedy);
  if (!remedy.empty()) said += ". " + remedy;
  return said;
}

std::string reason_of(const ShownError& error) {
  return (error.place.path.empty() ? "" : shown(error.place.path) + ": ") + shown(error.message) +
         (error.remedy.empty() ? "" : ". " + shown(error.remedy));
}

std::string denial_text(const Decision& decision) {
  std::string text;
  const auto line = [&](std::string_view part) {
    text.append(text.empty() ? "" : "\n").append(part);
  };
  for (const ShownFinding& finding : decision.denied) line(reason_of(finding));
  for (const ShownError& error : decision.unexamined) line(reason_of(error));
  return text;
}

}  // namespace boltseal
