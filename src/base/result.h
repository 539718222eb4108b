#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/span.h"

namespace boltseal {

/// What went wrong, where, and what to do about it. Errors are values; nothing in Boltseal throws
/// across a function that returns Result.
struct Error {
  std::string message;  ///< One sentence without a full stop, fit to be shown to a user.
  std::string path;     ///< The file concerned, as the user named it; empty when there is none.
  ByteSpan span;        ///< The place inside that file; empty at 0 when the whole file is meant.
  std::string remedy;   ///< What the user can do; empty when nothing helps.
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string message, std::string path = {}, ByteSpan span = {},
                                   std::string remedy = {}) {
  return std::unexpected(Error{std::move(message), std::move(path), span, std::move(remedy)});
}

}  // namespace boltseal
