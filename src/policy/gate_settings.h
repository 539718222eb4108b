#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace boltseal {

/// What `boltseal gate ci` looks at; all of them empty: what is here is checked.
struct CiSettings {
  std::vector<std::string> check;   ///< Paths.
  std::vector<std::string> scan;    ///< What `boltseal scan` takes, one by one.
  std::vector<std::string> verify;  ///< What `boltseal verify` takes, one by one.
};

/// What a policy's gates do beside judging (docs/gate.md).
struct GateSettings {
  std::string mode;     ///< "enforce", "audit" or "harden"; empty: not stated.
  std::string runtime;  ///< The OCI runtime that is started; empty: not stated.

  /// Where decisions are written to: the path of a file, "stdout" or "syslog"; empty: nowhere.
  std::string records;
  std::int64_t records_size = 64;  ///< MiB, from which on a file of them becomes an old one.
  std::int64_t records_kept = 5;   ///< How many old files stay.
  bool record_inputs = false;      ///< Whether records hold what was judged, for `gate replay`.

  /// What mode harden leaves and sets.
  std::vector<std::string> keep_capabilities = {"NET_BIND_SERVICE"};
  std::int64_t pids = 512;
  std::int64_t memory = 512;  ///< MiB

  CiSettings ci;
};

}  // namespace boltseal
