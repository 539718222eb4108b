#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"

namespace boltseal::pss {

// What the checks of the Pod Security Standards have in common. A reason and a detail are those
// that the admission controller of Kubernetes gives (k8s.io/pod-security-admission), byte for byte,
// so that they can be compared with what a cluster says.

/// Who states a field in a way that is not allowed, or does not state what must be stated.
struct Offenders {
  bool pod = false;
  std::vector<std::string_view> containers;  ///< Each once, in their order.
  std::set<std::string, std::less<>> values;
  Origin site;           ///< The bytes of the first.
  bool unknown = false;  ///< There may be more: a value or a part of the pod is not known.

  bool any() const { return pod || !containers.empty(); }
  /// Takes a part of the pod that is at fault.
  void add(const Pod& pod, const PodPart& part, const Origin& at);
};

using Allows = std::function<bool(std::string_view value)>;

/// Those who state `field` with a value that is not allowed. Who does not state it is no offender.
Offenders who_states(const Pod& pod, PodField field, const Allows& allows);

/// The containers that neither state `field` nor have it from the pod, which counts for all of them
/// when its own value is `good`.
Offenders who_lacks(const Pod& pod, PodField field, const Allows& good);

/// Whether the pod states `value` for a field that frees it from a check; when that is not known,
/// counts the question and frees it.
bool is_exempt(const Pod& pod, PodField field, std::string_view value, Findings& findings);

/// Refuses the pod when there are offenders, else counts the question that is left open.
void conclude(const Pod& pod, PodField field, const Offenders& offenders, std::string reason,
              std::string detail, Findings& findings);

/// `"a", "b"`
std::string quoted(const std::vector<std::string_view>& names);
std::string quoted(const std::set<std::string, std::less<>>& values);
/// "volume" or "volumes"
std::string plural(std::string_view noun, std::size_t count);
/// `container "a"`, `pod and containers "a", "b"`
std::string named(const Offenders& offenders);

/// One annotation as a detail shows it: `key="value"`, with Go's escapes.
std::string shown_annotation(const Setting& annotation);

}  // namespace boltseal::pss
