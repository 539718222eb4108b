#include "rules/profile.h"

#include <algorithm>
#include <array>

#include "base/edit_distance.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::array profiles = {Profile::minimal, Profile::standard, Profile::strict,
                                 Profile::pss_baseline, Profile::pss_restricted};

std::string newest() { return "v1." + std::to_string(newest_minor); }

// "v1.24" without leading zeros, or "latest" (kubernetes.io, "Pod Security Admission labels for
// namespaces").
Result<int> parse_version(std::string_view text) {
  if (text == "latest") return newest_minor;
  const std::string known = "v1.0 to " + newest() + " or latest";
  const bool bare = !text.empty() && is_digit(text.front());
  const std::string full = bare ? "v" + std::string(text) : std::string(text);
  const std::string_view digits =
      std::string_view(full).substr(std::min<std::size_t>(3, full.size()));
  const bool written = full.starts_with("v1.") && !digits.empty() && digits.size() < 5 &&
                       std::ranges::all_of(digits, is_digit) &&
                       (digits.size() == 1 || digits.front() != '0');
  const auto minor = written ? parse_int(digits) : std::nullopt;
  if (!minor)
    return fail("\"" + sanitize(text) + "\" is no version of Kubernetes 1; write " + known);
  if (*minor > newest_minor) {
    return fail("the Pod Security Standards of " + sanitize(text) + " are not known; write " +
                known);
  }
  if (bare) return fail("a version begins with v; write " + full);
  return static_cast<int>(*minor);
}

bool is_replaced(const NamedRule& rule, int minor) {
  return std::ranges::any_of(all_rules(), [&](const NamedRule& other) {
    return !other.rule->replaces.empty() && other.rule->replaces == rule.id &&
           other.rule->since <= minor;
  });
}

}  // namespace

std::vector<std::string_view> profile_names() {
  std::vector<std::string_view> names;
  for (const Profile profile : profiles) names.push_back(name_of(profile));
  return names;
}

Result<AskedProfile> parse_profile(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::string_view name = text.substr(0, at);
  const auto found = std::ranges::find(profiles, name, [](Profile one) { return name_of(one); });
  if (found == profiles.end()) {
    const std::vector<std::string_view> names = profile_names();
    std::string message = "there is no profile \"" + sanitize(name) + "\"";
    if (const std::string hint = suggestion(name, names); !hint.empty()) {
      return fail(message + hint);
    }
    message += "; it is one of";
    for (const std::string_view one : names) {
      message.append(one == names.front() ? " " : ", ").append(one);
    }
    return fail(message);
  }
  AskedProfile asked(*found);
  if (at == std::string_view::npos) return asked;
  if (!is_pod_security(*found)) {
    return fail("only pss-baseline and pss-restricted have versions; write " + std::string(name));
  }
  const Result<int> minor = parse_version(text.substr(at + 1));
  if (!minor) return std::unexpected(minor.error());
  asked.minor = *minor;
  return asked;
}

std::string name_of(AskedProfile asked) {
  std::string name(name_of(asked.profile));
  if (is_pod_security(asked.profile)) name += "@v1." + std::to_string(asked.minor);
  return name;
}

std::string profiles_with(const Rule& rule) {
  const std::string name(name_of(rule.profile));
  if (!is_pod_security(rule.profile)) return "from profile " + name + " on";
  std::string text = "profile " + name;
  if (rule.since > 0) text += " since v1." + std::to_string(rule.since);
  if (!rule.replaces.empty()) text.append(", in place of ").append(rule.replaces);
  return text;
}

bool is_pod_security(Profile profile) { return profile >= Profile::pss_baseline; }

bool is_in(const NamedRule& named, AskedProfile asked) {
  const Rule& rule = *named.rule;
  if (is_pod_security(rule.profile) != is_pod_security(asked.profile)) return false;
  if (rule.profile > asked.profile || rule.since > asked.minor) return false;
  return asked.profile != Profile::pss_restricted || !is_replaced(named, asked.minor);
}

}  // namespace boltseal
