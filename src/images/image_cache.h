#pragma once

#include <cstdint>
#include <string>

namespace boltseal {

/// What download_image() keeps in a folder: blobs, what has come of blobs that are not whole, and
/// layouts, one for an image, that share their files with the blobs. Whoever brings an image has
/// the folder locked together with others (FileLock::share_folder) until its layout is made, and
/// the layout as long as it reads from it.

/// A layout is used now, for prune_image_cache().
void touch_layout(const std::string& layout);

/// Removes the images that were used least recently, and blobs that belong to none, until all takes
/// at most `most` bytes on the disk. Leaves what somebody reads, and everything while somebody
/// brings an image; errors are silent. May be called by many processes at once.
void prune_image_cache(const std::string& folder, std::uint64_t most);

}  // namespace boltseal
