#include "audit/ask_listener.h"

#include <algorithm>
#include <string>

#include "engines/tcp_answer.h"

namespace boltseal {

EngineListener::Answer ask_listener(const EngineListener& listener,
                                    std::chrono::milliseconds patience) {
  // Only dockerd takes commands over TCP by itself.
  if (listener.program != "dockerd" && listener.program != "podman") {
    return EngineListener::Answer::unknown;
  }
  std::string host = listener.address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  constexpr std::chrono::milliseconds enough = std::chrono::seconds(2);  // it is near
  switch (ask_over_tcp(host, listener.port, std::min(patience, enough))) {
    case TcpAnswer::plain: return EngineListener::Answer::plain;
    case TcpAnswer::tls: return EngineListener::Answer::unverified;
    case TcpAnswer::none: break;
  }
  return EngineListener::Answer::unknown;
}

}  // namespace boltseal
