#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/verdict.h"
#include "policy/policy.h"
#include "rules/profile.h"
#include "scan/inventory.h"

namespace boltseal {

/// What a rule says of an image.
struct PracticeFinding {
  /// The path of its place is that of a file in the image without a slash before it, and empty when
  /// the configuration or the history decides; the excerpt is then their instruction.
  ShownFinding finding;
  std::optional<std::size_t> step;  ///< Index into ImageConfig::history, when a step decides.
  /// Index into SystemInventory::layers: what brought the file, or what the step made.
  std::optional<std::uint16_t> layer;
};

/// Whether there is something for the rules: an image, or a root file system.
bool can_judge(const SystemInventory& inventory);

/// The rules that count for images.
std::vector<const NamedRule*> rules_for_images(AskedProfile profile, const Policy* policy);

/// Judges the image's files by the rules that look at them, and its configuration and history by
/// the rules for Dockerfiles that have `on_images`. `policy` says which of them count, and how
/// much; it may be null.
/// @return the worst first, then by group and place
std::vector<PracticeFinding> judge_practices(const SystemInventory& inventory, AskedProfile profile,
                                             const Policy* policy);

}  // namespace boltseal
