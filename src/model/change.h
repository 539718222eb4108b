#pragma once

#include <cstdint>
#include <string>
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
  Fact fact{};
  std::string element;  ///< Of a list fact: the mount's target; empty otherwise.
  std::string field;    ///< Of an element: "read_only"; empty: the whole.
  std::variant<std::monostate, bool, std::int64_t, std::string> value;  ///< monostate: remove.
  Safety safety = Safety::behaviour;
  std::string breaks;    ///< For Safety::behaviour: what could stop working.
  Origin at;             ///< The value or element to change, or the site where it is missing.
  bool missing = false;  ///< `at` is the enclosing site: the fact has to be added.
};

/// Replaces bytes of one file; an insertion has an empty span.
struct Edit {
  ByteSpan span;
  std::string replacement;
  friend bool operator==(const Edit&, const Edit&) = default;
};

}  // namespace boltseal
