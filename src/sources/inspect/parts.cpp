#include "sources/inspect/parts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sources/notation/notation.h"

namespace boltseal::inspect {

using yaml::Fields;
using yaml::Node;

namespace {
constexpr std::int64_t nanoseconds_per_millisecond = 1'000'000;
}

void state_health_check(Facts& facts, const Fields& said) {
  Items words = said.items("Test");
  if (words.empty()) return;
  HealthCheck check;
  const std::string kind = words.front().text.bytes();
  if (kind == "NONE") check.kind = HealthCheck::Kind::disabled;
  check.test.shell_form = kind == "CMD-SHELL";
  words.erase(words.begin());
  if (check.kind == HealthCheck::Kind::command) {
    for (Item& word : words) check.test.words.push_back(std::move(word.text));
  }
  const auto time = [&](std::string_view field) -> std::optional<std::int64_t> {
    const auto nanoseconds = said.number(field);
    if (!nanoseconds || *nanoseconds <= 0) return std::nullopt;
    return *nanoseconds / nanoseconds_per_millisecond;
  };
  check.interval = time("Interval");
  check.timeout = time("Timeout");
  check.start_period = time("StartPeriod");
  if (const auto retries = said.number("Retries"); retries && *retries > 0) {
    check.retries = *retries;
  }
  facts.set(fact::health_check, std::move(check), said.origin("Test"));
}

void state_ulimits(Facts& facts, yaml::Nodes ulimits) {
  for (const Node* const each : ulimits) {
    const Fields limit(each);
    const std::string_view name = limit.text_or_empty("Name");
    if (name != "nofile" && name != "RLIMIT_NOFILE") continue;
    if (const auto hard = limit.number("Hard")) {
      facts.set(fact::open_files_limit, *hard, limit.origin("Hard"));
    }
  }
}

void state_user(Facts& facts, const Node& said) {
  const Text user(std::string(said.value));
  const std::size_t colon = user.find(':');
  User value;
  value.name = user.substr(0, colon);
  if (colon != std::string::npos) value.group = user.substr(colon + 1);
  if (!value.name.empty()) facts.set(fact::user, std::move(value), said.origin());
}

Items capabilities(const Fields& where, std::string_view field) {
  Items items = where.items(field);
  for (Item& item : items) item.text = Text(capability_name(item.text.bytes()));
  return items;
}

void state_security_option(Facts& facts, const Item& option) {
  const std::string& written = option.text.bytes();
  const std::size_t sign = std::min(written.find_first_of("=:"), written.size());
  const std::string_view name = std::string_view(written).substr(0, sign);
  const std::string value = written.substr(std::min(sign + 1, written.size()));
  if (name == "no-new-privileges") {
    facts.set(fact::privilege_escalation, value == "false", option.origin);
  } else if (name == "seccomp") {
    // Clients send the profile itself; what it allows is not looked at here.
    facts.set(fact::seccomp, Text(value.starts_with('{') ? "a profile of its own" : value),
              option.origin);
  } else if (name == "apparmor") {
    facts.set(fact::apparmor, Text(value), option.origin);
  } else if (name == "label") {
    facts.set(fact::selinux, Text(value), option.origin);
  } else if (name == "systempaths" || name == "unmask") {
    if (value == "unconfined" || value == "ALL") {
      facts.set(fact::masked_paths, false, option.origin);
    }
  }
}

void state_environment(Facts& facts, const Fields& where) {
  Settings variables;
  for (const Item& item : where.items("Env")) variables.push_back(yaml::variable(item));
  yaml::state_list(facts, fact::environment, std::move(variables));
}

}  // namespace boltseal::inspect
