#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/facts.h"

namespace boltseal::shell {

/// What a script is known to have assigned to one name.
struct Variable {
  enum class State : std::uint8_t {
    known,    ///< `elements` are its words; a scalar has one, an unset variable none.
    changed,  ///< Assigned, but which value it has here cannot be told.
  };
  State state = State::known;
  bool array = false;
  Items elements;  ///< Their origins are the assignments.
  Origin origin;   ///< The assignment; without a place when it came from outside.
};

/// The variables of a script while it is walked. Assignments inside a region can be taken back, so
/// that what a branch or a subshell did does not leak into what follows.
class Variables {
 public:
  explicit Variables(const std::map<std::string, Text>& outside);

  /// Null for a name that nothing assigned: it may come from the environment.
  const Variable* find(std::string_view name) const;
  void set(const std::string& name, Variable value);
  /// Its value can no longer be told.
  void forget(const std::string& name, const Origin& because);
  /// All that was assigned so far: `source FILE` may have changed any of it.
  void forget_all(const Origin& because);

  /// Where a region begins.
  std::size_t mark() const { return log_.size(); }
  /// The names that were assigned since `mark`.
  std::unordered_set<std::string> changed_since(std::size_t mark) const;
  /// Puts back what was assigned before `mark`.
  void restore(std::size_t mark);

 private:
  struct Change {
    std::string name;
    bool existed;
    Variable before;
  };
  std::unordered_map<std::string, Variable> values_;
  std::vector<Change> log_;
  /// Names that became known since the last forget_all, so that many of these stay cheap.
  std::vector<std::string> fresh_;
};

}  // namespace boltseal::shell
