#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gate/decision.h"

namespace boltseal {

/// One decision that another policy would not have made.
struct ChangedDecision {
  std::string time, door, call, what;   ///< As recorded.
  bool passes = false;                  ///< By the new policy; it was the other way round.
  std::vector<std::string> rules = {};  ///< Those that deny it, now or then.
};

/// What became of a file of records.
struct Replay {
  std::size_t same = 0;
  std::vector<ChangedDecision> changed;
  std::size_t without_input = 0;  ///< Records that do not hold what was judged.
  std::size_t unreadable = 0;     ///< Lines that are no record.
};

/// Judges one record again, as its door would by this policy, and adds what became of it.
void replay_record(std::string_view line, const GatePolicy& policy, Replay& replay);

}  // namespace boltseal
