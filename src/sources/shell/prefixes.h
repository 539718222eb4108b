#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/facts.h"

namespace boltseal::shell {

/// What a command runs in turn.
struct Inner {
  enum class Kind : std::uint8_t {
    none,
    command,         ///< The words from `at` on are a command: sudo, env, timeout …
    script,          ///< The word at `at` is a script: sh -c, su -c, ssh host '…'.
    standard_input,  ///< A shell that reads its script from standard input.
  };
  Kind kind = Kind::none;
  std::size_t at = 0;
};

/// More prefixes than this before one command are not looked through.
constexpr int prefix_limit = 16;

/// Looks through one prefix; call it again on what it answers. `words` is not empty.
Inner inner_of(std::span<const Item> words);

}  // namespace boltseal::shell
