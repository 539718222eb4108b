#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "net/http.h"
#include "net/proxy.h"
#include "net/tls.h"
#include "net/url.h"

namespace boltseal::net {

struct Request {
  std::string method = "GET";
  Url url;
  Headers headers = {};
  std::string body = {};
};

struct HttpSettings {
  Proxies proxies = {};
  /// Folders with one folder for each host, named as in an image reference
  /// ("registry.example:5000"):
  /// *.crt are authorities, a *.cert and the *.key beside it are for clients (docker.com,
  /// "Verify repository client with certificates").
  std::vector<std::string> certificate_folders = {};
  std::set<std::string> unverified =
      {};                           ///< Hosts (authority_of) whose certificate is not looked at.
  std::optional<Trust> trust = {};  ///< Whom to believe and what to show, instead of those folders.
  std::chrono::milliseconds patience = std::chrono::seconds(30);  ///< For one answer, all in all.
  Bounds bounds = {};
  std::uint64_t least_rate = Pace{}.least_rate;  ///< Of bodies that go to a sink; see Pace.
  int most_redirects = 5;
  /// When not empty, every request goes to this socket of the file system, whatever its URL says.
  std::string unix_socket = {};
  std::string agent = "boltseal";
};

/// The proxies and folders that this user's Docker and Podman use.
HttpSettings http_settings(const Environment& environment);

/// Speaks HTTP/1.1 over TCP and TLS, one connection for each request. May be used by several
/// threads.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings) : settings_(std::move(settings)) {}

  const HttpSettings& settings() const { return settings_; }

  /// The last answer, whatever its status. Follows redirects of GET and HEAD, never from https to
  /// http, and takes no credentials along to another origin.
  /// `sink` may be null. One that is given hears of every answer, also of redirects, and has to
  /// take the bodies of those alone that it wants.
  Outcome<Response> fetch(Request request, BodySink* sink = nullptr) const;

 private:
  Outcome<Response> exchange(const Request& request, Deadline deadline, BodySink* sink) const;
  Outcome<std::unique_ptr<Stream>> connect(const Url& url, const std::optional<Url>& proxy,
                                           Deadline deadline) const;
  Outcome<std::shared_ptr<const TlsContext>> context_for(const Url& url) const;

  const HttpSettings settings_;
  mutable std::mutex mutex_;
  mutable std::map<Trust, std::shared_ptr<const TlsContext>> contexts_;  // guarded by mutex_
};

}  // namespace boltseal::net
