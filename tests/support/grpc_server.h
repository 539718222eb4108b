#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace boltseal::test {

/// What a played gRPC server answers to one call.
struct GrpcReply {
  int status = 0;
  std::string status_message = {};
  std::vector<std::string> messages = {};  ///< In the wire format of Protocol Buffers.
  std::string raw = {};                    ///< In place of messages: the bytes of the body.
  bool is_silent = false;                  ///< Takes the call and never answers it.
  bool breaks_off = false;                 ///< Ends the connection before the status.
  std::string content_type = "application/grpc";
};

/// A gRPC server on a socket of the file system that answers whatever a test wants it to. Ends with
/// the test.
class GrpcServer {
 public:
  /// The reply to a call of `method` ("/runtime.v1.RuntimeService/Version") with the message that
  /// came with it, in the containerd namespace of its header. Called in several threads.
  struct Call {
    std::string method, message, name_space;
  };
  using Answer = std::function<GrpcReply(const Call& call)>;

  GrpcServer(const std::string& path, Answer answer);
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

 private:
  void serve();

  const Answer answer_;
  const int listener_;
  std::mutex mutex_;
  std::vector<int> connections_;  // guarded by mutex_
  std::vector<std::jthread> workers_;
  std::jthread thread_;
};

}  // namespace boltseal::test
