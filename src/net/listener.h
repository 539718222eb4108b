#pragma once

#include <sys/types.h>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "net/stream.h"

namespace boltseal::net {

/// A connection that a listener took.
struct Accepted {
  std::unique_ptr<FileDescriptor> socket;  ///< Null: there is none.
  std::unique_ptr<Stream> stream;          ///< Borrows the socket.
  std::string peer;                        ///< "10.0.0.7:41000", "[::1]:41000", "uid 0 (pid 812)".
};

/// A socket that waits for connections; taken away, with its file, at the end.
class Listener {
 public:
  /// A socket of the file system with these permissions from its first moment on. One that is left
  /// of a server before is replaced; one that somebody listens on is not.
  static Result<Listener> on_path(const std::string& path, mode_t mode);
  /// A TCP socket: "127.0.0.1:8443", "[::]:8443", ":8443" for all addresses, with port 0 for any.
  static Result<Listener> on_address(const std::string& address);
  /// Those that systemd (sd_listen_fds(3)) hands over; none when this was started otherwise. They
  /// are not handed on, and not given a second time.
  static Result<std::vector<Listener>> inherited();

  Listener(Listener&&) noexcept = default;
  ~Listener();

  int descriptor() const { return socket_->get(); }
  bool is_unix() const { return is_unix_; }
  std::uint16_t port() const;  ///< Of a TCP socket.
  /// A connection that waits; nothing when there is none any more.
  Accepted accept() const;

 private:
  Listener(int socket, bool is_unix, std::string path)
      : socket_(std::make_unique<FileDescriptor>(socket)),
        is_unix_(is_unix),
        path_(std::move(path)) {}

  std::unique_ptr<FileDescriptor> socket_;
  bool is_unix_ = false;
  std::string path_;  // Of a file that is ours to remove; may be empty.
};

}  // namespace boltseal::net
