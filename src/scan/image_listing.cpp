#include "scan/image_listing.h"

#include <sys/stat.h>

#include <memory>
#include <utility>

#include "archive/unpack.h"
#include "images/stored_image.h"
#include "scan/spool.h"

namespace boltseal {
namespace {

Result<std::unique_ptr<BlobStore>> open_file_store(const std::string& path) {
  auto file = OpenFile::open(path);
  if (!file) return std::unexpected(file.error());
  const auto begin = file->read(0, 6);
  if (!begin) return std::unexpected(begin.error());
  const Compression compression = compression_of(*begin);
  if (compression == Compression::none) return open_archive(std::move(*file));
  const auto unpacked = unpack(file->stream(0, file->size()), compression);
  auto spooled = spool(*unpacked, path);
  if (!spooled) return std::unexpected(spooled.error());
  return open_archive(std::move(*spooled));
}

}  // namespace

Result<ImageSet> list_images(const InventoryOptions& options) {
  struct stat status = {};
  const bool is_folder = ::stat(options.input.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  auto store = is_folder ? open_folder(options.input) : open_file_store(options.input);
  if (!store || !holds_image(**store)) return fail("is no image", options.input);
  auto set = list_images(std::shared_ptr<const BlobStore>(std::move(*store)), options.image);
  if (set) return set;
  Error error = set.error();
  error.message = (error.path.empty() ? "" : error.path + " ") + error.message;
  error.path = options.input;
  return std::unexpected(std::move(error));
}

}  // namespace boltseal
