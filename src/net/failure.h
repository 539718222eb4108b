#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace boltseal::net {

/// What kept an exchange from ending well, as far as a caller acts on it.
enum class Trouble : std::uint8_t {
  unreachable,  ///< No such name, nobody listens, the connection broke.
  not_tls,      ///< The peer does not speak TLS.
  untrusted,    ///< Its certificate does not hold.
  too_slow,     ///< The deadline passed.
  malformed,    ///< It sent what is no HTTP, or more than is taken.
  refused,      ///< It answered, and not with what was asked for.
  busy,         ///< It says that it cannot answer now.
  ours,         ///< What it sent cannot be kept here, or is no longer wanted.
};

struct Failure {
  Trouble trouble = Trouble::unreachable;
  std::string message;  ///< One sentence without a full stop; begins behind the peer's name.
  std::string remedy = {};
};

template <class T>
using Outcome = std::expected<T, Failure>;

inline std::unexpected<Failure> trouble(Trouble kind, std::string message,
                                        std::string remedy = {}) {
  return std::unexpected(Failure{kind, std::move(message), std::move(remedy)});
}

}  // namespace boltseal::net
