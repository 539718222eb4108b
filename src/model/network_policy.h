#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/project.h"

namespace boltseal {

/// Comparisons that a rule over a project may make; ten thousand workloads with a hundred policies
/// a namespace need fewer.
inline constexpr std::size_t policy_comparison_limit = 20'000'000;

/// Whether a selector fits a pod with these labels (kubernetes.io, "Labels and Selectors").
Truth selects(const Selector& selector, const Settings& labels);

/// The workloads of a Kubernetes project that no policy isolates in one direction
/// (`&NetworkPolicy::ingress` or `&NetworkPolicy::egress`).
struct WithoutPolicy {
  /// By namespace, each name once: files that are alternatives of each other repeat names. Jobs and
  /// pods on the node's network are left out.
  std::map<std::string, std::vector<const Member*>> members;
  std::size_t unknown = 0;  ///< Workloads of which it cannot be told.
};
/// Nothing when it would take more than the limit.
std::optional<WithoutPolicy> without_policy(const Project& project,
                                            bool NetworkPolicy::* direction);

/// "a, b, c and 4 more".
std::string names_of(const std::vector<const Member*>& members);

}  // namespace boltseal
