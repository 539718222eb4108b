#include "model/network_policy.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace boltseal {
namespace {

bool same_namespace(const std::string& a, const std::string& b) {
  // Where none is stated, it is chosen when the manifest is applied, so it may be any.
  return a.empty() || b.empty() || a == b;
}

Truth isolated(const Member& member, const std::vector<NetworkPolicy>& policies,
               bool NetworkPolicy::* direction, std::size_t& compared) {
  Truth answer = Truth::no;
  for (const NetworkPolicy& policy : policies) {
    ++compared;
    if (!(policy.*direction) || !same_namespace(policy.name_space, member.name_space)) continue;
    compared += policy.pods.match_labels.size() * member.labels.size();
    const Truth selected = selects(policy.pods, member.labels);
    if (selected == Truth::yes) return Truth::yes;
    if (selected == Truth::unknown) answer = Truth::unknown;
  }
  return answer;
}

}  // namespace

Truth selects(const Selector& selector, const Settings& labels) {
  for (const Setting& wanted : selector.match_labels) {
    const auto found = std::find_if(labels.begin(), labels.end(), [&](const Setting& label) {
      return label.name == wanted.name;
    });
    if (found == labels.end()) return Truth::no;
    if (!found->value.is_known() || !wanted.value.is_known()) return Truth::unknown;
    if (found->value != wanted.value) return Truth::no;
  }
  return selector.has_expressions ? Truth::unknown : Truth::yes;
}

std::optional<WithoutPolicy> without_policy(const Project& project,
                                            bool NetworkPolicy::* direction) {
  WithoutPolicy without;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::size_t compared = 0;
  for (const Member& member : project.members) {
    // A pod on the node's network is no policy's matter, and a job serves nobody.
    if (member.is_job || !member.network_mode.empty()) continue;
    // Where an operator's package is installed, and with which policies, it does not say.
    if (member.name.starts_with("ClusterServiceVersion/")) continue;
    const Truth answer = isolated(member, project.policies, direction, compared);
    if (compared > policy_comparison_limit) return std::nullopt;
    if (answer == Truth::unknown) ++without.unknown;
    if (answer != Truth::no) continue;
    auto& members = without.members[member.name_space];
    if (seen.emplace(member.name_space, member.name).second) members.push_back(&member);
  }
  return without;
}

std::string names_of(const std::vector<const Member*>& members) {
  constexpr std::size_t shown = 4;
  std::string text;
  for (std::size_t at = 0; at < members.size() && at < shown; ++at) {
    if (at > 0) text += at + 1 == members.size() ? " and " : ", ";
    text += members[at]->name;
  }
  if (members.size() > shown) {
    text += " and " + std::to_string(members.size() - shown) + " more";
  }
  return text;
}

}  // namespace boltseal
