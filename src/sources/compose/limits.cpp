#include "sources/compose/limits.h"

#include "base/text.h"
#include "sources/compose/keys.h"
#include "sources/compose/values.h"
#include "sources/notation/notation.h"

namespace boltseal::compose {
namespace {

using yaml::Node;

constexpr std::string_view a_size = "a size such as 512m";
constexpr std::string_view a_number_of_cpus = "a number of CPUs such as 0.5";

const Node* child(const Node* mapping, std::string_view key) {
  return mapping && mapping->is_mapping() ? mapping->get(key) : nullptr;
}

void read_cpu_quota(Project& project, const Node& service, Facts& facts) {
  const auto quota = number_of(project, service.get("cpu_quota"), parse_int, "microseconds");
  if (quota.is_absent()) return;
  if (quota.is_unknown()) {
    return facts.set(fact::cpu_limit, Value<std::int64_t>::unknown(quota.origin()));
  }
  std::int64_t period = 100'000;  // the kernel's default, in microseconds
  if (auto text = scalar_of(project, service.get("cpu_period")); text && text->text.is_known()) {
    if (auto number = parse_int(text->text.bytes())) {
      period = *number;
    } else if (auto duration = parse_long_duration(text->text.bytes())) {
      period = *duration > 0 && *duration < 1'000'000 ? *duration * 1000 : 0;
    }
  }
  if (*quota <= 0 || period <= 0 || *quota > 1'000'000'000'000) return;
  facts.set(fact::cpu_limit, *quota * 1000 / period, quota.origin());
}

void read_open_files(Project& project, const Node* ulimits, Facts& facts) {
  const Node* const limit = child(ulimits, "nofile");
  if (limit == nullptr) return;
  const Node* const hard = limit->is_mapping() ? limit->get("hard") : limit;
  state(facts, fact::open_files_limit, int_of(project, hard));
}

void read_restart(Project& project, const Node& service, const Node* deploy, Facts& facts) {
  if (const auto policy = scalar_of(project, service.get("restart"))) {
    if (!policy->text.is_known()) {
      facts.set(fact::restart, Value<Restart>::unknown(policy->origin));
    } else {
      Restart restart;
      const std::string& text = policy->text.bytes();
      const std::size_t colon = text.find(':');
      restart.policy = text.substr(0, colon);
      if (restart.policy == "false") restart.policy = "no";
      if (colon != std::string::npos) {
        restart.attempts = parse_int(std::string_view(text).substr(colon + 1));
      }
      facts.set(fact::restart, std::move(restart), policy->origin);
    }
  }
  const Node* const policy = child(deploy, "restart_policy");
  if (policy == nullptr || !policy->is_mapping()) return;
  check_keys(project, *policy, "restart_policy");
  const auto condition = scalar_of(project, policy->get("condition"));
  const auto attempts = int_of(project, policy->get("max_attempts"));
  Origin origin = condition ? condition->origin : policy->origin();
  if ((condition && !condition->text.is_known()) || attempts.is_unknown()) {
    return facts.set(fact::restart, Value<Restart>::unknown(std::move(origin)));
  }
  Restart restart;
  const std::string word = condition ? condition->text.bytes() : "any";
  restart.policy = word == "none" ? "no" : word == "on-failure" ? word : "always";
  if (attempts.is_known()) restart.attempts = *attempts;
  facts.set(fact::restart, std::move(restart), std::move(origin));
}

}  // namespace

void read_limits(Project& project, const Node& service, Facts& facts) {
  state(facts, fact::memory_limit,
        number_of(project, service.get("mem_limit"), parse_size, a_size));
  read_cpu_quota(project, service, facts);
  state(facts, fact::cpu_limit,
        number_of(project, service.get("cpus"), parse_thousandths, a_number_of_cpus));
  state(facts, fact::pids_limit, int_of(project, service.get("pids_limit")));
  read_open_files(project, service.get("ulimits"), facts);

  const Node* const deploy = service.get("deploy");
  read_restart(project, service, deploy, facts);
  if (deploy == nullptr || !deploy->is_mapping()) return;
  check_keys(project, *deploy, "deploy");
  const Node* const resources = child(deploy, "resources");
  if (resources) check_keys(project, *resources, "resources");
  const Node* const limits = child(resources, "limits");
  if (limits == nullptr) return;
  check_keys(project, *limits, "limits");
  state(facts, fact::memory_limit, number_of(project, child(limits, "memory"), parse_size, a_size));
  state(facts, fact::cpu_limit,
        number_of(project, child(limits, "cpus"), parse_thousandths, a_number_of_cpus));
  state(facts, fact::pids_limit, int_of(project, child(limits, "pids")));
}

}  // namespace boltseal::compose
