#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/files.h"
#include "base/keys.h"
#include "model/origin.h"

namespace boltseal {

struct TrustedKey {
  PublicKey key;
  std::string name;                 ///< For people; as the user wrote it.
  std::optional<Date> from, until;  ///< Seals of these days, both included, may be by it.
};

/// Why a key counts no more.
struct Revocation {
  std::string reason;
  std::optional<Date> on;
};

/// Whose seals count.
struct Trust {
  std::vector<TrustedKey> keys;
  std::map<std::string, Revocation, std::less<>> revoked;  ///< By PublicKey::id().
  std::size_t threshold = 1;  ///< How many different keys have to have signed.
};

/// Reads a file of keys (docs/seal.md, docs/schema/trust-1.json); the paths of keys in it are
/// relative to its folder, and `files` reads them.
Result<Trust> read_trust(const File& file, const Files& files);

/// The JSON schema of such files, from the same tables.
std::string trust_schema();

/// Adds the key in a PEM file, which is called by its path.
Result<void> trust_key(Trust& trust, const std::string& path, const Files& files);

}  // namespace boltseal
