#include "scan/confinement.h"

#include <filesystem>
#include <system_error>

#include "archive/decoder.h"
#include "base/digest.h"
#include "scan/spool.h"

namespace boltseal {

Confinement confinement_of(const ScanOptions& options) {
  static_cast<void>(gzip_decoder());
  static_cast<void>(sha256_digest({}));
  Confinement confinement;
  confinement.readable = {options.inventory.input};
  if (!options.inventory.cache.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.inventory.cache, error);
    confinement.writable.push_back(options.inventory.cache);
  }
  confinement.writable.push_back(spool_folder());
  return confinement;
}

}  // namespace boltseal
