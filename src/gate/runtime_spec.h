#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "gate/runtime_call.h"
#include "policy/gate_settings.h"

namespace boltseal {

/// What a call of an OCI runtime would have the kernel do, as the configuration of a container (OCI
/// runtime specification, config.json).
struct AskedSpec {
  std::string path;  ///< Of the bundle's file.
  std::string text;  ///< Of exec and update: the container's, with what the call changes.

  /// What has to be written before the runtime starts, so that it does what was judged: the
  /// hardened file; empty: nothing.
  std::string rewritten, rewritten_text;
  std::vector<std::string> hardened;  ///< What was made safer.
};

/// Whether a call starts something or changes what it may do: create, run, restore, exec, update.
bool is_judged(const RuntimeCall& call);
/// Whether a call is one of those that start nothing and give nobody more. What is neither may be
/// anything: a runtime's own invention, or an option whose value was taken for the command.
bool is_harmless(const RuntimeCall& call);

/// @param runtime the program that knows where the bundle of a container is (`state`)
/// @param globals its global options, as they were given
/// @param input what stands on standard input, for `update --resources -`
Result<AskedSpec> asked_spec(const RuntimeCall& call, const std::string& runtime,
                             std::span<const std::string> globals, const std::string& input);

/// Makes what a call starts safer (gate/harden.h): its bundle, or the process of an `exec`.
Result<void> harden(const RuntimeCall& call, const GateSettings& settings, AskedSpec& asked);

}  // namespace boltseal
