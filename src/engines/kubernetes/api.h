#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/json.h"
#include "engines/kubernetes/access.h"
#include "net/client.h"

namespace boltseal {

/// Asks an API server of Kubernetes. Sends nothing but GET where nobody calls patch(), and follows
/// no redirect, so that nobody else gets its credentials. May be used by several threads.
class KubernetesApi {
 public:
  /// @param access is borrowed
  /// @param patience for each answer
  KubernetesApi(const KubernetesAccess& access, std::chrono::milliseconds patience);

  enum class Outcome : std::uint8_t {
    told,
    missing,    ///< The server has no such thing (404).
    forbidden,  ///< Whoever asks may not know it (403).
    unknown,    ///< The server does not know who asks (401).
    silent,     ///< It does not answer in time, or cannot be trusted; so will the next question.
    absent,     ///< Nobody is there, or somebody who speaks otherwise.
    garbled,    ///< Another status, or what cannot be read.
  };
  struct Answer {
    Outcome outcome = Outcome::silent;
    json body = {};
    std::string message = {}, remedy = {};  ///< What went wrong; begins behind the server's name.
  };

  Answer get(const std::string& path) const;

  /// Changes an object by a strategic merge patch (kubernetes.io, "Update API Objects in Place
  /// Using kubectl patch"): what it does not say stays.
  Answer patch(const std::string& path, const json& change) const;

  /// All items of a list, page by page (kubernetes.io, "Retrieving large results sets in chunks").
  /// @param take gets each item
  /// @param restart what was taken so far does not count: the server forgot that version of the
  /// list (410), and is asked for all of it at once.
  /// @return with an empty body
  Answer list(const std::string& path, const std::function<void(json&&)>& take,
              const std::function<void()>& restart) const;

 private:
  Answer ask(net::Request request, const std::string& path) const;

  const KubernetesAccess& access_;
  const net::HttpClient client_;
};

}  // namespace boltseal
