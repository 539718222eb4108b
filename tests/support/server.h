#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace boltseal::test {

/// A server on the loopback interface that answers whatever a test wants it to, also what is no
/// HTTP. Ends with the test.
class RawServer {
 public:
  /// Bytes for the bytes of a request, which end with its header, or with the body that its
  /// Content-Length announces. Called in one thread. An empty answer is none: the connection is
  /// kept open, in silence, until the server ends.
  using Answer = std::function<std::string(const std::string& request)>;

  explicit RawServer(Answer answer);
  /// The same on a socket of the file system.
  RawServer(const std::string& path, Answer answer);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const { return port_; }
  /// "127.0.0.1:PORT"
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  std::vector<std::string> requests() const;

 private:
  void serve();
  void serve_one(int connection);

  const Answer answer_;
  std::uint16_t port_ = 0;
  const int listener_;  // behind port_, which is set along with it
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;  // guarded by mutex_
  std::vector<int> silent_;
  std::jthread thread_;
};

/// An answer with this status line behind "HTTP/1.1 ", more header lines (each with its line end)
/// and a body.
std::string http_answer(const std::string& status, const std::string& headers,
                        const std::string& body);

/// A port of the loopback interface that nobody listens on.
std::uint16_t free_port();

}  // namespace boltseal::test
