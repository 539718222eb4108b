#pragma once

#include <string>
#include <string_view>

#include "base/output.h"
#include "gate/decision.h"

namespace boltseal {

/// What was asked for at a door, as a record tells it. Nothing here is sanitized.
struct GateRequest {
  std::string_view door;  ///< "runtime"
  std::string call;       ///< "create", "exec"
  std::string who;        ///< Of whom the call comes, as the door knows it; may be empty.
  std::string what;       ///< "container 4a2f…"
  std::string digest;     ///< Of the text that was judged; may be empty.
};

/// One decision as a line of JSON, with its end of line: docs/schema/decision-1.json.
std::string record_of(const GateRequest& request, const Decision& decision,
                      const GatePolicy& policy);

/// Appends records to a file, which root alone may read, each with one write, so that records of
/// several gates do not mix and one that was written outlives the gate. Opens the file for each,
/// so that it can be rotated at any time.
Result<void> append_record(const std::string& path, std::string_view record);

}  // namespace boltseal
