#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sources/kubernetes/fields.h"

namespace boltseal::kubernetes {

/// Profiles that annotations set before there were fields for them: seccomp until Kubernetes 1.27,
/// AppArmor until 1.30.
struct ProfileAnnotations {
  struct Of {
    std::string_view container;  ///< Borrowed; empty: the whole pod.
    Item profile;
  };
  std::vector<Of> seccomp, apparmor;  ///< Sorted by container.
};
ProfileAnnotations profile_annotations(const yaml::Node* metadata, Fields& fields);

/// Adds what a pod's or a container's `securityContext` states. On Windows only what has a meaning
/// there. A container that names a user inherits the group of `pod_user`.
void read_security_context(const yaml::Node* context, bool windows, const Value<User>& pod_user,
                           Fields& fields, Facts& facts);

/// Adds the profiles of annotations where no field states one.
void add_annotated_profiles(const ProfileAnnotations& annotations, std::string_view container,
                            Facts& facts);

}  // namespace boltseal::kubernetes
