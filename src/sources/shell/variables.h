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

using Names = std::unordered_set<std::string>;

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
  /// Adds words to an array that is known, in time that depends on them alone.
  void append(const std::string& name, Items words);
  /// Its value can no longer be told.
  void forget(const std::string& name, const Origin& because);
  /// All that was assigned so far: `source FILE` may have changed any of it.
  void forget_all(const Origin& because);
  /// From now on nothing can be told of any variable: the script is too much to follow.
  void give_up();

  /// Where a region begins.
  std::size_t mark() const { return log_.size(); }
  /// The names that were assigned since `mark`.
  Names changed_since(std::size_t mark) const;
  /// Puts back what was assigned before `mark`.
  void restore(std::size_t mark);

 private:
  struct Change {
    std::string name;
    bool existed = false;
    bool appended = false;  ///< `before` is empty but for `array`; `words` tells what to keep.
    std::size_t words = 0;
    Variable before;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, Variable, Hash, std::equal_to<>> values_;
  std::vector<Change> log_;
  /// Names that became known since the last forget_all, so that many of these stay cheap.
  std::vector<std::string> fresh_;
  bool given_up_ = false;
};

}  // namespace boltseal::shell
