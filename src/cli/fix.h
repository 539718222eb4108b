#pragma once

#include <cstdint>
#include <optional>

#include "cli/command.h"
#include "repair/proof.h"

namespace boltseal {

/// What `check --fix` is to do.
struct FixOptions {
  bool only_diff = false;             ///< Show, write nothing.
  std::optional<ProofOptions> proof;  ///< Write only what running it shows to work.
};

enum class FixOutcome : std::uint8_t {
  done,
  not_written,  ///< A file could not be written.
  worse,        ///< Something would work no more; nothing was written.
  unproved,     ///< It could not be shown that everything would still work; nothing was written.
};

/// `check --fix`: writes the repairs, says on standard error what was mended and what was not. With
/// `only_diff` it shows as a unified diff on standard output what it would write.
FixOutcome fix(const Repairs& repairs, const FixOptions& how, const Files& files, Console& console);

}  // namespace boltseal
