#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/rule.h"

namespace boltseal {

/// The newest Kubernetes whose Pod Security Standards are known here: 1.37.
constexpr int newest_minor = 37;

/// The checks of the Pod Security Standards are the rules "pss/…".
constexpr std::string_view pod_security_group = "pss";

/// A profile as users name it: "strict", "pss-restricted@v1.24", "pss-baseline@latest".
struct AskedProfile {
  Profile profile;
  int minor;  ///< Of the Kubernetes 1.x whose Pod Security Standards are meant.

  AskedProfile(Profile asked = Profile::standard, int minor_version = newest_minor)  // NOLINT
      : profile(asked), minor(minor_version) {}
};
/// The error says what is wrong and what to write; it has no place.
Result<AskedProfile> parse_profile(std::string_view text);
/// "standard", "pss-restricted@v1.24"
std::string name_of(AskedProfile asked);

std::vector<std::string_view> profile_names();

/// "from profile standard on", "profile pss-restricted since v1.22, in place of pss/…"
std::string profiles_with(const Rule& rule);

/// Whether a profile is a level of the Pod Security Standards, whose checks (the rules "pss/…") run
/// in no other profile, and no other rule in it.
bool is_pod_security(Profile profile);
bool is_in(const NamedRule& rule, AskedProfile asked);

}  // namespace boltseal
