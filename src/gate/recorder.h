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

/// Records a decision, then says what is done: why it is refused, or nothing when it may proceed.
/// What could not be recorded is refused as well, unless the policy only audits. When the glass is
/// broken, the machine's log has that, too.
std::string recorded_refusal(const GateRequest& request, const Decision& decision,
                             const GatePolicy& policy);

/// Why everything is refused at a door that has no policy.
std::string unusable_policy(const Error& error);

}  // namespace boltseal
