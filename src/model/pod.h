#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/facts.h"

namespace boltseal {

/// What the Pod Security Standards look at, in Kubernetes' own words: its values are kept as they
/// are written, because the standards quote them. (What they mean for a container is on its
/// Workload.)
enum class PodField : std::uint8_t {
  // Of the pod alone.
  host_network,
  host_pid,
  host_ipc,
  host_users,
  os_name,
  sysctl,  ///< The name of each.
  // Of the pod or of a container: `securityContext`.
  run_as_non_root,
  run_as_user,
  seccomp_type,
  app_armor_type,
  host_process,
  se_linux_type,
  se_linux_user,
  se_linux_role,
  // Of a container alone.
  privileged,
  allow_privilege_escalation,
  proc_mount,
  added_capability,  ///< Each.
  drops_all,         ///< Whether `capabilities.drop` has ALL; stated where there is such a list.
  host_port,         ///< Each, without 0.
  handler_host,      ///< `host` of each probe and lifecycle handler, without "".
  // Of a volume.
  volume_source,  ///< The key beside `name`: "hostPath"; each.
};
/// Where a manifest has it, from the pod's spec, the container or the volume on:
/// "securityContext.runAsUser".
std::string_view path_of(PodField field);

/// One field that is stated. Truths are "true" or "false", numbers decimal; a null or missing field
/// is not stated. Text with holes is not known.
struct PodStatement {
  PodField field = PodField::host_network;
  Text value;
  Origin origin;
};

/// The pod itself, one of its containers, or one of its volumes.
struct PodPart {
  std::string name;
  Origin site;     ///< The name, or what stands nearest.
  Origin context;  ///< The key `securityContext`, else `site`: where one of its fields is missing.
  std::vector<PodStatement> statements;
  bool open = false;  ///< More may be stated than was read.

  /// The first statement of a field, or null.
  const PodStatement* find(PodField field) const;
  /// Whether a field has this value; no when it is not stated and nothing more can be.
  Truth states(PodField field, std::string_view value) const;
};

/// A pod, or the template of one, as the object that holds it states it.
struct Pod {
  std::string name;      ///< Of its owner, unique in the file set: "Deployment/api".
  Settings annotations;  ///< Those of seccomp and AppArmor profiles.
  PodPart whole;
  std::vector<PodPart> containers;  ///< Init containers, then the others, then ephemeral ones.
  std::vector<PodPart> volumes;
};

}  // namespace boltseal
