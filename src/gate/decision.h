#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "check/judge.h"
#include "check/unit.h"
#include "gate/break_glass.h"
#include "model/verdict.h"
#include "policy/policy.h"

namespace boltseal {

/// Where the policy of gates is looked for.
inline constexpr std::string_view gate_policy_file = "/etc/boltseal/gate.yaml";

enum class GateMode : std::uint8_t {
  enforce,  ///< What does not pass is refused.
  audit,    ///< It is only recorded.
  harden,   ///< What a door can make safer is made safer before it is judged.
};
std::string_view name_of(GateMode mode);

/// What holds at every door: the policy that a gate was started with, and nothing else.
struct GatePolicy {
  Policy policy;
  AskedProfile profile;
  RuleSet rules;
  std::optional<Severity> deny_from = Severity::high;  ///< Nothing: findings deny nothing.
  std::optional<Severity> warn_from;  ///< Of what denies nothing; nothing: nobody is warned.
  GateMode mode = GateMode::enforce;
  std::optional<BreakGlass> break_glass;  ///< While it lasts nothing is refused.
  std::optional<Date> today;              ///< Nothing: the day of the decision.

  /// Whether this holds now, so that what does not pass happens all the same.
  bool is_broken() const;
};

/// Makes all else agree with what `gate.policy` says.
void settle(GatePolicy& gate);

/// Reads the policy of a gate, and what broke it (gate/break_glass.h). It has to be root's alone:
/// who can write to it decides what runs. A missing file is the built-in policy (standard, from
/// high on, enforce).
Result<GatePolicy> read_gate_policy(const std::string& path);

/// One answer of a gate. Nothing here is sanitized or masked.
struct Decision {
  bool passes = false;                    ///< What the policy says.
  bool proceeds = false;                  ///< What is done: as well when nothing is enforced.
  std::optional<BreakGlass> break_glass;  ///< Why it proceeds although it does not pass.
  std::vector<ShownFinding> denied;       ///< Why it does not pass, the worst first.
  std::vector<ShownFinding> warned;       ///< What is wrong and denies nothing.
  std::vector<ShownError> unexamined;     ///< What could not be examined does not pass either.
  std::vector<Accepted> accepted;
  std::size_t unknown = 0;  ///< Questions that stay open at this door.
  std::chrono::nanoseconds took{};
};

/// Judges what somebody asks for.
Decision decide(const Unit& unit, const GatePolicy& policy);

/// Whether it passes and proceeds, by why it should not.
void conclude(Decision& decision, const GatePolicy& policy);

/// Who changes something is not denied what was so before: it becomes a warning, whatever its
/// severity. `before` is the decision about what is changed.
void admit_what_was(Decision& decision, const Decision& before, const GatePolicy& policy);

/// The same of what cannot be judged at all.
Decision refuse(const Error& why, const GatePolicy& policy);

/// Why something was denied and what to write instead, for whoever asked for it: one line a reason.
std::string denial_text(const Decision& decision);
/// One of its lines, without whom it affects: "user/root: runs as root. Set a user".
std::string reason_of(const ShownFinding& finding);
std::string reason_of(const ShownError& error);

}  // namespace boltseal
