#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "net/client.h"

namespace boltseal::net {

/// Which version of a file a server gave (RFC 9110, 8.8); each may be empty.
struct FileVersion {
  std::string etag, last_modified;

  friend bool operator==(const FileVersion&, const FileVersion&) = default;
};

struct WantedFile {
  Url url;
  std::string path;        ///< Where it is to be; its folder is there.
  FileVersion known = {};  ///< Of what is there already; empty: it is wanted in any case.
  std::uint64_t most = 0;  ///< Bytes.
};

/// What came of asking for a file.
struct ReceivedFile {
  enum class State : std::uint8_t {
    fetched,    ///< It is at WantedFile::path + ".partial", whole and on the disk.
    unchanged,  ///< The server has no newer one.
    missing,    ///< The server has none of that name.
  };
  State state = State::fetched;
  FileVersion version = {};  ///< Of a fetched file.
  std::string date = {};     ///< The header Date, as it was sent; may be empty.
  std::uint64_t size = 0;    ///< Bytes of a fetched file.
};

/// Brings a file of a web server to the disk, unless it has not changed. After a broken connection
/// asks for the rest where the server can tell that it still is the same file, also in a later
/// call: what has come by then stays at path + ".partial", and its version in path +
/// ".partial.tag". Only one process at a time may fetch to a path. The server may compress with
/// gzip what it sends; it is kept as it was sent.
/// @param progress hears how many bytes came since it last heard
/// @param stop ends it with an error when it becomes true
Outcome<ReceivedFile> download_file(const HttpClient& http, const WantedFile& wanted,
                                    const std::function<void(std::uint64_t)>& progress,
                                    const std::atomic<bool>& stop);

}  // namespace boltseal::net
