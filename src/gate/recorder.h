#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gate/record.h"
#include "policy/gate_settings.h"

namespace boltseal {

/// Writes a record to where the policy says, if anywhere. Once it returns without an error the
/// record outlives the gate: it is with the kernel, or with the machine's log.
/// May be called from several threads at once.
Result<void> keep_record(const GateSettings& settings, std::string_view record);

/// The same of a decision. The machine's log hears when it proceeds because the glass is broken,
/// and when it could not be kept.
Result<void> keep_decision(std::string_view record, const Decision& decision,
                           const GatePolicy& policy);

/// What became of a decision that a door records before it acts.
struct Recorded {
  std::string refusal;   ///< Why nothing is done; empty: it may proceed.
  bool is_lost = false;  ///< Its record could not be kept.
};

/// Records a decision, and says what is done. What could not be recorded is refused as well, unless
/// the policy only audits.
Recorded record(const GateRequest& request, const Decision& decision, const GatePolicy& policy);

/// Why everything is refused at a door that has no policy.
std::string unusable_policy(const Error& error);

}  // namespace boltseal
