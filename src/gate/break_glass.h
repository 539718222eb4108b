#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.h"

namespace boltseal {

/// Somebody's word that for a while nothing is refused, and why.
struct BreakGlass {
  std::string reason, owner;
  std::chrono::sys_seconds until;
};

/// The longest time that one word holds.
inline constexpr std::chrono::hours most_break_glass{24};

/// Where it is kept: beside the policy, whose folder is root's alone.
std::string break_glass_file(const std::string& policy_file);

/// What is kept there; nothing when there is no such file, or its time is over. Fails for a file
/// that is no such word, or whose end is further away than that.
Result<std::optional<BreakGlass>> read_break_glass(const std::string& policy_file);

/// Keeps it, in one step.
Result<void> keep_break_glass(const std::string& policy_file, const BreakGlass& word);
/// Takes it back; nothing to take back is no failure.
Result<void> end_break_glass(const std::string& policy_file);

}  // namespace boltseal
