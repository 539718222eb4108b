#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/facts.h"

namespace boltseal {

/// Whether a change keeps what the program does.
enum class Safety : std::uint8_t {
  safe,       ///< Nothing that works now stops working.
  behaviour,  ///< May change what the program can do; `breaks` says what.
  guess,      ///< The value is a proposal.
};

/// What a rule asks to be different. The source that wrote the fact answers with edits in its own
/// idiom.
struct Change {
  enum class Op : std::uint8_t {
    set,      ///< The fact, or `field` of its `element`, gets `value`.
    add,      ///< The list gets the element `value`, beside those that it has.
    remove,   ///< The fact is stated no more; of a list with `element`: that one.
    rewrite,  ///< The bytes `at`, words of a step or of an instruction, become `value`: text in the
              ///< language that stands there. An empty `at` inserts. `fact` means nothing.
  };
  Op op = Op::set;
  Fact fact{};
  /// Of a list fact: the mount's target, the capability, the device as given; empty otherwise.
  std::string element = {};
  /// Of an element or user: "read_only", "number"; empty: the whole. Of mounts "scratch": `value`
  /// is a list of folders that get room of their own, which is gone when the container ends.
  std::string field = {};
  /// Several strings: elements that a list gets together.
  std::variant<std::monostate, bool, std::int64_t, std::string, std::vector<std::string>,
               HealthCheck>
      value = {};
  Safety safety = Safety::behaviour;
  std::string breaks = {};  ///< For Safety::behaviour and guess: what could stop working.
  /// Facts that it states otherwise along with `fact`: those that the words of a rewrite state,
  /// those that a daemon gives its containers.
  std::vector<Fact> touches = {};
  Origin at = {};        ///< The value or element to change, or the site where it is missing.
  bool missing = false;  ///< `at` is the enclosing site: the fact has to be added.
  /// A file that is to be made beside that of `at`, holding `value`: ".dockerignore". `fact` and
  /// `op` then mean nothing.
  std::string new_file = {};
  /// The rule that says what is then left to do: its finding is no new one.
  std::string_view leaves = {};
  /// Of a user that an image gets: folders that it is known to write to and that root owns.
  std::vector<std::string> writes = {};
  /// Why nothing is asked for, though the rule knows what should be different; all else but `at`
  /// then means nothing.
  std::string refusal = {};
  /// Moves what stands around it as well, so that other repairs of the file look at it afterwards.
  bool alone = false;
  std::vector<Change> together = {};  ///< Made with this one or not at all; their own are ignored.
};

/// Replaces bytes of one file; an insertion has an empty span.
struct Edit {
  ByteSpan span;
  std::string replacement;
  /// The key or list item that an insertion adds. Insertions at one place that add different things
  /// stand side by side; all others collide.
  std::string adds = {};
  friend bool operator==(const Edit&, const Edit&) = default;
};

}  // namespace boltseal
