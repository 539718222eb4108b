#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/byte_stream.h"

namespace boltseal {

/// A file of a zip archive.
struct ZipEntry {
  std::string path;  ///< As written, and hostile.
  std::uint64_t size = 0, packed_size = 0;
  std::uint64_t header = 0;  ///< Where its local header begins.
  std::uint16_t method = 0;  ///< 0 stored, 8 deflate.
  std::uint32_t crc = 0;
};

/// The files of an archive as its central directory lists them (PKWARE APPNOTE 6.3, with zip64);
/// folders are left out.
Result<std::vector<ZipEntry>> list_zip(const OpenFile& file);

/// The bytes of one of them, of at most `most`; its checksum is verified. May be called from
/// several threads.
Result<std::string> read_zip(const OpenFile& file, const ZipEntry& entry, std::uint64_t most);

}  // namespace boltseal
