#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/scan_run.h"
#include "seal/rule_book.h"

namespace boltseal {

/// Flags of `seal` and `verify`.
namespace seal_flags {
inline constexpr Flag platform{
    .name = "platform",
    .value = "OS/ARCH",
    .help = "Which of an image's platforms is meant: linux/arm64 (default: all of them)",
    .refuse = refuse_platform};
}  // namespace seal_flags

/// What `seal` and `verify` are about.
struct SealTarget {
  enum class Kind : std::uint8_t { files, stored_image, registry_image };
  Kind kind = Kind::files;
  std::vector<std::string> paths;  ///< Of files; of an image the one path.
  std::string image;               ///< The name of an image in a registry; else empty.
};

/// Tells from the words which of them is meant. The error is one of usage.
Result<SealTarget> seal_target(const std::vector<std::string>& words);

/// By what an image is judged with these flags and this policy.
RuleBook image_rule_book(const Arguments& arguments, const Policy& policy);
/// The same of files.
RuleBook file_rule_book(const Arguments& arguments, const Policy& policy);

}  // namespace boltseal
