#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/facts.h"

namespace boltseal::daemon {

/// What a value of a dockerd option looks like in daemon.json.
enum class Type : std::uint8_t {
  boolean,
  number,
  text,
  list,     ///< Strings; the flag may be repeated.
  map,      ///< An object of strings; the flag is "name=value", repeated.
  ulimits,  ///< {"nofile": {"Name": …, "Hard": …, "Soft": …}}; the flag is "nofile=SOFT[:HARD]".
  object,   ///< Anything with structure that no fact is read from.
};

/// One option of dockerd: the same setting as a key of daemon.json and as a flag.
struct Option {
  std::string_view key;   ///< In daemon.json; empty: there is only a flag.
  std::string_view flag;  ///< Without dashes; empty: there is only a key.
  Type type = Type::text;
  Fact fact = Fact::count_;  ///< What it states; count_: nothing that is modelled.
  char letter = 0;           ///< The short flag.
};

/// Every option of dockerd from 17.06 to 29, removed ones included: an old engine may be meant.
/// (docs.docker.com/reference/cli/dockerd; moby cmd/dockerd/config*.go.)
std::span<const Option> options();

const Option* find_key(std::string_view key);
const Option* find_flag(std::string_view flag);
const Option* find_letter(char letter);
/// The option that states a fact; null when a daemon has no such thing (a user, a mount).
const Option* find_fact(Fact fact);

/// The key of daemon.json that a mistyped one was meant to be; empty when none is near.
std::string_view nearest_key(std::string_view key);
std::string_view nearest_flag(std::string_view flag);

}  // namespace boltseal::daemon
