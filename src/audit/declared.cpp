#include "audit/declared.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "check/present.h"
#include "sources/source.h"

namespace boltseal {
namespace {

constexpr std::string_view prefix = "service ";

std::string absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::canonical(path, error);
  return error ? path : whole.string();
}

}  // namespace

std::string_view label_of(const Workload& container, std::string_view name) {
  for (const Setting& setting : gather(container, fact::labels)) {
    if (setting.name == name) return setting.value.bytes();
  }
  return {};
}

Result<Declared> Declared::read(const std::string& path, const RuleSet& rules, const Files& files) {
  const Unit unit = read_unit(path, find_source("compose"), files);
  if (!unit.inventory.errors.empty()) return std::unexpected(unit.inventory.errors.front());
  Declared declared;
  declared.path_ = path;
  declared.absolute_ = absolute(path);
  for (const Project& project : unit.inventory.projects) declared.project_ = project.name;
  Presenter presenter(unit);
  for (const Workload& workload : unit.inventory.workloads) {
    if (!workload.name.starts_with(prefix)) continue;
    Service& service = declared.services_[workload.name.substr(prefix.size())];
    service.name = workload.name.substr(prefix.size());
    service.place = presenter.place_of(workload.site());
    for (const NamedRule* const rule : rules) {
      if (rule->rule->workload == nullptr) continue;
      std::vector<Finding> findings;
      Findings said(*rule, workload.name, findings);
      rule->rule->workload(workload, said);
      if (said.unknown_count() > 0) service.unknown.insert(rule->id);
      for (const Finding& finding : findings) {
        service.findings.emplace(rule->id, finding.fact);
      }
    }
  }
  if (declared.services_.empty()) {
    return fail("declares no services", path, {}, "name a Compose file");
  }
  return declared;
}

const Declared::Service* Declared::service_of(const Workload& container) const {
  const auto found = services_.find(label_of(container, "com.docker.compose.service"));
  if (found == services_.end()) return nullptr;
  // Compose v2 names all files of the project; version 1 may write paths as they were given.
  const std::string_view said = label_of(container, "com.docker.compose.project.config_files");
  const std::vector<std::string_view> files = split(said, ',');
  const bool is_named = std::ranges::any_of(
      files, [&](std::string_view file) { return file == absolute_ || file == path_; });
  const bool is_project =
      !project_.empty() && label_of(container, "com.docker.compose.project") == project_;
  return is_named || (is_project && said.empty()) ? &found->second : nullptr;
}

void keep_drift(const Declared::Service& service, Verdict& verdict) {
  std::vector<ShownFinding> left;
  for (ShownFinding& finding : verdict.findings) {
    const NamedRule* const rule = find_rule(finding.rule);
    const bool is_of_configuration = rule != nullptr && rule->rule->workload != nullptr;
    const bool is_declared =
        is_of_configuration &&
        (service.findings.contains({std::string(finding.rule), finding.fact}) ||
         service.unknown.contains(finding.rule));
    if (is_declared) {
      Accepted accepted;
      accepted.finding = std::move(finding);
      accepted.by = Accepted::By::revision;
      accepted.place = service.place;
      verdict.accepted.push_back(std::move(accepted));
      continue;
    }
    if (is_of_configuration) finding.since = ShownFinding::Since::weakened;
    left.push_back(std::move(finding));
  }
  verdict.findings = std::move(left);
}

}  // namespace boltseal
