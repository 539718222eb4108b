#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "net/http.h"

namespace boltseal::net {

struct GrpcSettings {
  std::string unix_socket;
  std::chrono::milliseconds patience = std::chrono::seconds(30);  ///< For one answer, all in all.
  Bounds bounds = {.header = 64 << 10, .body = 64 << 20};
  Headers headers = {};  ///< Metadata for every call; names in lower case.
};

/// How a call ended (grpc.io, "Status codes").
struct GrpcStatus {
  static constexpr int ok = 0, not_found = 5, permission_denied = 7, unimplemented = 12;
  int code = ok;
  std::string message = {};  ///< The peer's words.
};

struct GrpcAnswer {
  GrpcStatus status;
  std::string message;  ///< The answer in the wire format of Protocol Buffers; empty without one.
};

/// Asks one question of a gRPC server, which gives one answer (grpc.io, "gRPC over HTTP2"), in a
/// connection of its own. May be called by several threads.
/// @param method "/runtime.v1.RuntimeService/Version"
/// @return a failure when no whole answer came; one that says no is an answer.
Outcome<GrpcAnswer> grpc_call(const GrpcSettings& settings, const std::string& method,
                              std::string_view request);

}  // namespace boltseal::net
