#include "engines/grpc/peer.h"

#include <utility>

#include "engines/refusal.h"
#include "net/protobuf.h"

namespace boltseal {

GrpcPeer::GrpcPeer(const Endpoint& endpoint, std::chrono::milliseconds patience, LiveEngine& engine)
    : endpoint_(endpoint),
      settings_{.unix_socket = endpoint.path, .patience = patience},
      engine_(engine) {
  engine_.name = title_of(endpoint);
  engine_.endpoint = endpoint.path;
}

net::Outcome<net::GrpcAnswer> GrpcPeer::call(const std::string& method, std::string_view request,
                                             const net::Headers& metadata) const {
  return net::grpc_call(settings_, method, request, metadata);
}

std::optional<std::vector<std::string>> GrpcPeer::ask(const std::string& method,
                                                      std::string_view request,
                                                      const net::Headers& metadata) {
  auto answer = call(method, request, metadata);
  if (!answer) {
    engine_.errors.push_back(refusal(endpoint_, answer.error()));
    return std::nullopt;
  }
  if (answer->status.code != net::GrpcStatus::ok) {
    error("answers " + method + " with status " + std::to_string(answer->status.code) + ": " +
          answer->status.message);
    return std::nullopt;
  }
  for (const std::string& message : answer->messages) {
    if (net::ProtobufMessage(message).is_whole()) continue;
    error("answers " + method + " with something that cannot be read");
    return std::nullopt;
  }
  return std::move(answer->messages);
}

std::optional<std::string> GrpcPeer::ask_one(const std::string& method, std::string_view request,
                                             const net::Headers& metadata) {
  auto messages = ask(method, request, metadata);
  if (!messages) return std::nullopt;
  if (messages->size() != 1) {
    error("answers " + method + " with " + std::to_string(messages->size()) +
          " messages in place of one");
    return std::nullopt;
  }
  return std::move(messages->front());
}

void GrpcPeer::error(std::string message, std::string remedy) {
  engine_.errors.push_back({std::move(message), place_of(engine_), {}, std::move(remedy)});
}

}  // namespace boltseal
