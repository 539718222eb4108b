#pragma once

#include <optional>
#include <span>
#include <string>

#include "gate/decision.h"
#include "gate/record.h"

namespace boltseal {

/// What `boltseal-runtime` makes of a call.
struct RuntimeAnswer {
  std::string runtime = "runc";      ///< What is started in its place.
  std::string refusal;               ///< Why nothing is; empty: it is.
  std::string log;                   ///< Where the engine looks for that reason; may be empty.
  bool logs_json = false;            ///< In JSON, as runc writes it.
  std::optional<std::string> input;  ///< What was read of standard input.
};

/// Judges a call by the policy in `policy_file`, and records the decision. Closed: what cannot be
/// judged or recorded is refused, unless the policy only audits.
/// @param words without the program's own name
RuntimeAnswer answer_runtime_call(std::span<const std::string> words,
                                  const std::string& policy_file);

/// A refusal in the form of a runtime's log, for the engine to show.
std::string runtime_log_line(const RuntimeAnswer& answer);

}  // namespace boltseal
