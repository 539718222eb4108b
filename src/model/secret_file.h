#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"

namespace boltseal {

/// A file that programs keep credentials in, by the name that their manuals give it.
struct SecretFile {
  std::string_view name;  ///< Whole, or "*ending".
  std::string_view what;  ///< "a private SSH key"
  bool certain = true;    ///< The name alone says that it is a secret.
};
/// Null when the name tells of no secret. Samples, public keys and what may well lie beside
/// secrets are none.
const SecretFile* secret_file_at(std::string_view path);

/// Patterns (images/wanted_files.h, and "*ending" for the last part) of the files whose bytes tell
/// whether they hold a secret, all of them small.
std::span<const std::string_view> secret_file_patterns();

struct HeldSecret {
  std::string_view what;  ///< "a private key"; empty: none.
  Severity severity = Severity::high;
  std::string_view note = {};  ///< Why it is less than that: ", locked with a password".
};
/// What a file of an image holds by its name and bytes: a value that is there and no placeholder.
/// Keys that are published with a package, for its tests or as examples, are none.
HeldSecret secret_held(std::string_view path, std::string_view body);

}  // namespace boltseal
