#pragma once

#include <utility>

#include "sources/shell/expand.h"

namespace boltseal::shell {

/// The fields of a word while they are put together.
struct Expander::Open {
  Items& into;
  Origin word;
  Text text;
  Origin origin;
  bool started = false;       ///< There is a field, perhaps an empty one.
  bool only_unquoted = true;  ///< Nothing but unquoted expansions so far.
  bool may_split = false;

  void finish() {
    if (started) {
      into.push_back({std::move(text), std::move(origin), may_split && only_unquoted});
    }
    text = Text();
    origin = word;
    started = false;
    only_unquoted = true;
    may_split = false;
  }
};

}  // namespace boltseal::shell
