#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

/// What `boltseal gate docker` denies unless the policy names it: plugins, the Swarm and its nodes,
/// checkpoints, files copied into containers, builds over /grpc.
inline constexpr std::array<std::string_view, 5> withheld_calls = {
    "plugins", "swarm", "checkpoints", "copies", "buildx"};

/// What a policy says of admissions to Kubernetes (`boltseal gate kubernetes`). Patterns are those
/// of base/glob.h.
struct AdmissionSettings {
  std::vector<std::string> namespaces, users, groups;  ///< Patterns of what is not judged.
  std::string connect;          ///< exec, attach, port-forward: "allow", "warn", "deny"; or empty.
  std::string unknown_images;   ///< The same of images of which no scan is known; or empty.
  bool read_only_root = false;  ///< Containers are given a read-only root when they are hardened.
};

/// What `boltseal gate ci` looks at; all of them empty: what is here is checked.
struct CiSettings {
  std::vector<std::string> check;   ///< Paths.
  std::vector<std::string> scan;    ///< What `boltseal scan` takes, one by one.
  std::vector<std::string> verify;  ///< What `boltseal verify` takes, one by one.
};

/// What a policy's gates do beside judging (docs/gate.md).
struct GateSettings {
  std::string mode;     ///< "enforce", "audit" or "harden"; empty: not stated.
  std::string warn_on;  ///< As fail_on, of what is not denied; empty: not stated.
  std::string runtime;  ///< The OCI runtime that is started; empty: not stated.

  /// Where decisions are written to: the path of a file, "stdout" or "syslog"; empty: nowhere.
  std::string records;
  std::int64_t records_size = 64;  ///< MiB, from which on a file of them becomes an old one.
  std::int64_t records_kept = 5;   ///< How many old files stay.
  bool record_inputs = false;      ///< Whether records hold what was judged, for `gate replay`.

  /// Calls of Docker's API that pass though nobody can judge what they bring: words of
  /// withheld_calls.
  std::vector<std::string> docker_allow;
  AdmissionSettings kubernetes;

  /// What mode harden leaves and sets.
  std::vector<std::string> keep_capabilities = {"NET_BIND_SERVICE"};
  std::int64_t pids = 512;
  std::int64_t memory = 512;  ///< MiB

  CiSettings ci;
};

}  // namespace boltseal
