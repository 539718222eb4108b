#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "images/image_config.h"
#include "images/platform.h"
#include "model/distribution.h"
#include "model/package.h"

namespace boltseal {

struct FoundContents;  // scan/contents.h

/// A package, and what brought it.
struct FoundPackage {
  Package package;
  std::uint16_t layer = 0;  ///< Index into Inventory::layers.
};

struct FoundLayer {
  std::string digest, diff_id;  ///< As the image says; may be empty.
  std::string created_by;       ///< The instruction, from the image's history; may be empty.
  bool is_base = false;         ///< It seems to belong to the image that this one was built from.
  bool is_verified = false;     ///< What was read has the digest.
};

/// Something that could not be examined: each makes the exit code 3.
struct Gap {
  std::string what;    ///< "layer 2", "var/lib/rpm/Packages", "12 packages": what is meant.
  std::string why;     ///< One sentence without a full stop that continues it.
  std::string remedy;  ///< May be empty.
};

/// What is inside an image, a file system or a host.
struct SystemInventory {
  enum class Kind : std::uint8_t { image, file_system, host, bill_of_materials };
  Kind kind = Kind::image;
  std::string subject;    ///< As the user named it.
  std::string reference;  ///< The name that an image has inside; may be empty.
  std::string digest;     ///< Of an image; else empty.
  ImageConfig config;     ///< Of an image.
  std::optional<Distribution> distribution;
  std::vector<FoundLayer> layers;
  std::vector<FoundPackage> packages;  ///< By type, name, version and architecture.
  std::vector<Gap> gaps;
  /// What rules look at in the files; null where there are none to look at, and of a host.
  std::shared_ptr<const FoundContents> contents;
};

struct InventoryOptions {
  std::string input;    ///< A path.
  std::string subject;  ///< What the user calls it; empty: its path.
  std::optional<ImagePlatform> platform;
  std::string image;  ///< Which of several in an archive.
  bool verify = false;
  bool is_verified = false;  ///< The layers were compared with their digests as they came.
  std::string cache;         ///< A folder for layers that were read; empty: none are kept.
  unsigned threads = 0;
  /// Hears how many layers have been read; in any thread but never in two at once.
  std::function<void(std::size_t done, std::size_t of)> progress = [](auto, auto) {};
};

/// Reads an image archive or layout, a root file system as a tar archive or a folder, or a bill of
/// materials.
Result<SystemInventory> take_inventory(const InventoryOptions& options);

}  // namespace boltseal
