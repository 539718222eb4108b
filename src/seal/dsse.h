#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// Dead Simple Signing Envelopes (https://github.com/secure-systems-lab/dsse, v1.0): a payload, what
// it is, and signatures over both.

namespace boltseal {

inline constexpr std::string_view in_toto_payload = "application/vnd.in-toto+json";

struct EnvelopeSignature {
  std::string key_id;  ///< A hint that nobody has signed; may be empty.
  std::string bytes;
};

struct Envelope {
  std::string payload_type;
  std::string payload;  ///< Decoded.
  std::vector<EnvelopeSignature> signatures;
};

/// What is signed: the pre-authentication encoding of type and payload.
std::string signed_bytes(std::string_view payload_type, std::string_view payload);

/// Reads an envelope, or the one inside a Sigstore bundle. Base64 may be that of URLs as well, with
/// or without padding. One without signatures, or with more than 16, is none.
Result<Envelope> read_envelope(std::string_view text);

/// In one line, without its end.
std::string write_envelope(const Envelope& envelope);

}  // namespace boltseal
