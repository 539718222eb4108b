#include "net/client.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/base64.h"
#include "base/text.h"
#include "net/socket.h"

namespace boltseal::net {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string basic(const Url& url) {
  return "Basic " + encode_base64(url.user + ":" + url.password);
}

void add_certificates(const std::string& folder, Trust& trust) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    names.push_back(entry.path().string());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (name.ends_with(".crt")) trust.authorities.push_back(name);
    if (!name.ends_with(".cert")) continue;
    std::string key = name.substr(0, name.size() - 4) + "key";
    if (std::ranges::binary_search(names, key)) {
      trust.certificate = name;
      trust.key = std::move(key);
    }
  }
}

// What is laid down for the host of a URL.
Trust trust_of(const HttpSettings& settings, const Url& url) {
  Trust trust;
  trust.verify = !settings.unverified.contains(authority_of(url));
  std::vector<std::string> names = {authority_of(url)};
  const std::string with_port = url.host + ":" + std::to_string(url.port);
  if (with_port != names[0]) names.push_back(with_port);
  for (const std::string& folder : settings.certificate_folders) {
    for (const std::string& name : names) add_certificates(folder + "/" + name, trust);
  }
  return trust;
}

}  // namespace

HttpSettings http_settings(const Environment& environment) {
  HttpSettings settings;
  settings.proxies = Proxies(environment);
  settings.certificate_folders = {"/etc/docker/certs.d", "/etc/containers/certs.d"};
  if (const std::string home = environment("HOME"); !home.empty()) {
    // Those of engines without root.
    settings.certificate_folders.push_back(home + "/.config/docker/certs.d");
    settings.certificate_folders.push_back(home + "/.config/containers/certs.d");
  }
  return settings;
}

Outcome<std::shared_ptr<const TlsContext>> HttpClient::context_for(const Url& url) const {
  const Trust trust = settings_.trust ? *settings_.trust : trust_of(settings_, url);
  const std::lock_guard lock(mutex_);
  auto& known = contexts_[trust];
  if (!known) {
    auto made = TlsContext::make(trust);
    if (!made) return made;
    known = std::move(*made);
  }
  return known;
}

Outcome<std::unique_ptr<Stream>> HttpClient::connect(const Url& url,
                                                     const std::optional<Url>& proxy,
                                                     Deadline deadline) const {
  if (!settings_.unix_socket.empty()) return connect_unix(settings_.unix_socket, deadline);
  const Url& peer = proxy ? *proxy : url;
  auto stream = connect_tcp(peer.host, peer.port, deadline);
  const auto blame_proxy = [&](Failure failure) {
    failure.message = "cannot be reached through the proxy " + authority_of(*proxy) + ", which " +
                      failure.message;
    return std::unexpected(std::move(failure));
  };
  if (!stream && proxy) return blame_proxy(stream.error());
  if (!stream || url.scheme != "https") return stream;
  if (proxy) {
    const std::string target =
        (url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]") + ":" +
        std::to_string(url.port);
    Headers headers = {{"Host", target}, {"User-Agent", settings_.agent}};
    if (!proxy->user.empty()) headers.emplace_back("Proxy-Authorization", basic(*proxy));
    Outcome<void> sent = (*stream)->write(request_text("CONNECT", target, headers, {}), deadline);
    if (!sent) return blame_proxy(sent.error());
    const auto answer = read_response(**stream, "CONNECT", settings_.bounds, deadline);
    if (!answer) return blame_proxy(answer.error());
    if (answer->status / 100 != 2) {
      return blame_proxy({Trouble::unreachable, "answers " + std::to_string(answer->status),
                          answer->status == 407
                              ? "put the proxy's user and password into HTTPS_PROXY"
                              : "except the host with NO_PROXY, or let the proxy pass it"});
    }
  }
  const auto context = context_for(url);
  if (!context) return std::unexpected(context.error());
  return (*context)->connect(std::move(*stream), url.host, deadline);
}

Outcome<Response> HttpClient::exchange(const Request& request, Deadline deadline,
                                       BodySink* sink) const {
  const Result<std::optional<Url>> proxy = settings_.proxies.proxy_for(request.url);
  if (!proxy) {
    return trouble(Trouble::unreachable, "cannot be reached: " + proxy.error().message,
                   proxy.error().remedy);
  }
  auto stream = connect(request.url, *proxy, deadline);
  if (!stream) return std::unexpected(stream.error());
  Headers headers = {{"Host", authority_of(request.url)},
                     {"User-Agent", settings_.agent},
                     {"Connection", "close"}};
  headers.insert(headers.end(), request.headers.begin(), request.headers.end());
  std::string target = request.url.target;
  if (*proxy && request.url.scheme == "http") {
    target = "http://" + authority_of(request.url) + target;
    if (!(*proxy)->user.empty()) headers.emplace_back("Proxy-Authorization", basic(**proxy));
  }
  const Outcome<void> sent =
      (*stream)->write(request_text(request.method, target, headers, request.body), deadline);
  if (!sent) return std::unexpected(sent.error());
  return read_response(**stream, request.method, settings_.bounds, deadline, sink,
                       {settings_.patience, settings_.least_rate});
}

Outcome<Response> HttpClient::fetch(Request request, BodySink* sink) const {
  const Deadline deadline = std::chrono::steady_clock::now() + settings_.patience;
  bool is_elsewhere = false;
  for (int redirects = 0;; ++redirects) {
    Outcome<Response> response = exchange(request, deadline, sink);
    if (response) response->is_elsewhere = is_elsewhere;
    const bool may_move = request.method == "GET" || request.method == "HEAD";
    if (!response || !may_move || !is_redirect(response->status)) return response;
    const std::string_view location = response->header("Location");
    if (location.empty()) return response;
    if (redirects == settings_.most_redirects) {
      return trouble(Trouble::malformed, "sends us on more than " +
                                             std::to_string(settings_.most_redirects) + " times");
    }
    Result<Url> next = resolve_url(request.url, location);
    if (!next) return trouble(Trouble::malformed, "sends us on to what " + next.error().message);
    if (request.url.scheme == "https" && next->scheme == "http") {
      return trouble(Trouble::malformed, "sends us on to " + shown(*next) + ", without TLS");
    }
    if (!same_origin(request.url, *next)) {
      is_elsewhere = true;
      std::erase_if(request.headers, [](const auto& header) {
        return equals_ignoring_case(header.first, "Authorization") ||
               equals_ignoring_case(header.first, "Cookie");
      });
    }
    request.url = std::move(*next);
  }
}

}  // namespace boltseal::net
