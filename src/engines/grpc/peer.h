#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/live_engine.h"
#include "net/grpc.h"

namespace boltseal {

/// An engine that speaks gRPC: asks it, and notes in its LiveEngine what it did not tell.
class GrpcPeer {
 public:
  /// @param endpoint borrowed, as is `engine`, which gets its name and place
  GrpcPeer(const Endpoint& endpoint, std::chrono::milliseconds patience, LiveEngine& engine);

  /// The answer, whatever it is. May be called by several threads.
  net::Outcome<net::GrpcAnswer> call(const std::string& method, std::string_view request,
                                     const net::Headers& metadata = {}) const;
  /// The messages of an answer; nothing, and an error of the engine, when there is none, or one
  /// that cannot be read.
  std::optional<std::vector<std::string>> ask(const std::string& method, std::string_view request,
                                              const net::Headers& metadata = {});
  /// The one message of an answer, in the same way.
  std::optional<std::string> ask_one(const std::string& method, std::string_view request,
                                     const net::Headers& metadata = {});

  void error(std::string message, std::string remedy = {});

 private:
  const Endpoint& endpoint_;
  const net::GrpcSettings settings_;
  LiveEngine& engine_;
};

}  // namespace boltseal
