#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boltseal::net {

/// An http or https URL (RFC 3986), without its fragment.
struct Url {
  std::string scheme;          ///< "http" or "https".
  std::string user, password;  ///< Percent-decoded; empty when none are given.
  std::string host;            ///< In lower case; an IPv6 address without brackets.
  std::uint16_t port = 0;
  std::string target = "/";  ///< Path and query.

  friend bool operator==(const Url&, const Url&) = default;
};

/// Fails for other schemes, and for bytes that no URL holds.
Result<Url> parse_url(std::string_view text);

/// What a `Location` header means that an answer from `base` holds.
Result<Url> resolve_url(const Url& base, std::string_view location);

/// "registry.example:5000", "[::1]"; without the port where it is the scheme's own.
std::string authority_of(const Url& url);

/// How a URL may be shown: without user and password, and without its query, which may hold tokens.
std::string shown(const Url& url);

bool same_origin(const Url& a, const Url& b);

/// Everything but letters, digits and "-._~" as %XX, for the value of a query or a form.
std::string percent_encode(std::string_view text);

}  // namespace boltseal::net
