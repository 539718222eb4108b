#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace boltseal::net {

struct GrpcSettings {
  std::string unix_socket;
  std::chrono::milliseconds patience = std::chrono::seconds(30);  ///< For one answer, all in all.
  Bounds bounds = {.header = 64 << 10, .body = 64 << 20};
};

/// How a call ended (grpc.io, "Status codes").
struct GrpcStatus {
  static constexpr int ok = 0, not_found = 5, permission_denied = 7, unimplemented = 12;
  int code = ok;
  std::string message = {};  ///< The peer's words.
};

struct GrpcAnswer {
  GrpcStatus status;
  /// In the wire format of Protocol Buffers: one, or any number of a method that streams.
  std::vector<std::string> messages;
};

/// Asks one question of a gRPC server (grpc.io, "gRPC over HTTP2"), in a connection of its own.
/// May be called by several threads.
/// @param method "/runtime.v1.RuntimeService/Version"
/// @param metadata more headers; names in lower case
/// @return a failure when no whole answer came; one that says no is an answer.
Outcome<GrpcAnswer> grpc_call(const GrpcSettings& settings, const std::string& method,
                              std::string_view request, const Headers& metadata = {});

}  // namespace boltseal::net
