#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/output.h"
#include "gate/decision.h"

namespace boltseal {

/// What was asked for at a door, as a record tells it. Nothing here is sanitized.
struct GateRequest {
  std::string_view door;  ///< "runtime", "hook", "lxc"
  std::string call;       ///< "create", "exec"
  std::string who = {};   ///< Of whom the call comes, as the door knows it; may be empty.
  std::string what = {};  ///< "container 4a2f…"
  std::string path = {};  ///< Where the text that was judged stands; may be empty.
  std::vector<std::string> hardened = {};  ///< What was made safer before it was judged.
  std::string text = {};                   ///< That text; empty where none was judged.
};

/// One decision as a line of JSON, with its end of line: docs/schema/decision-1.json.
std::string record_of(const GateRequest& request, const Decision& decision,
                      const GatePolicy& policy);

}  // namespace boltseal
