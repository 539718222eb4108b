#include "net/proxy.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/environment.h"
#include "base/text.h"

namespace boltseal::net {
namespace {

/// An IPv4 or IPv6 address as 16 bytes (RFC 4291, 2.5.5.2).
using Address = std::array<unsigned char, 16>;

std::optional<Address> parse_address(const std::string& text, bool* is_short = nullptr) {
  Address address{};
  if (::inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  address = {};
  address[10] = address[11] = 0xff;
  if (::inet_pton(AF_INET, text.c_str(), address.data() + 12) != 1) return std::nullopt;
  if (is_short != nullptr) *is_short = true;
  return address;
}

bool shares_prefix(const Address& a, const Address& b, std::size_t bits) {
  for (std::size_t bit = 0; bit < bits; ++bit) {
    if (((a[bit / 8] ^ b[bit / 8]) >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

// "10.0.0.0/8"
bool is_in_network(std::string_view network, const std::string& host) {
  const std::size_t slash = network.find('/');
  bool is_short = false;
  const auto base = parse_address(std::string(network.substr(0, slash)), &is_short);
  const auto bits = parse_int(network.substr(slash + 1));
  const auto address = parse_address(host);
  if (!base || !bits || !address || *bits < 0 || *bits > (is_short ? 32 : 128)) return false;
  return shares_prefix(*base, *address, static_cast<std::size_t>(*bits) + (is_short ? 96 : 0));
}

// "registry.example", ".example", "*.example", "10.0.0.1", each also with ":port".
bool excepts(std::string exception, const Url& url) {
  if (exception == "*") return true;
  if (exception.find('/') != std::string::npos) return is_in_network(exception, url.host);
  if (const auto address = parse_address(exception)) return address == parse_address(url.host);
  const std::size_t colon = exception.rfind(':');
  if (colon != std::string::npos) {
    if (exception.substr(colon + 1) != std::to_string(url.port)) return false;
    exception.resize(colon);
  }
  if (exception.starts_with("*.")) exception.erase(0, 1);
  if (exception.starts_with('.')) return url.host.ends_with(exception);
  return url.host == exception || url.host.ends_with("." + exception);
}

}  // namespace

std::string process_environment(std::string_view name) { return environment_variable(name); }

Proxies::Proxies(const Environment& environment) {
  const auto either = [&](std::string_view upper) {
    std::string value = environment(to_lower(upper));
    return value.empty() ? environment(upper) : value;
  };
  // A CGI program gets whatever a client sends as "Proxy:" in HTTP_PROXY (CVE-2016-5385).
  http_ = environment("REQUEST_METHOD").empty() ? either("HTTP_PROXY") : "";
  https_ = either("HTTPS_PROXY");
  for (const std::string_view part : split(either("NO_PROXY"), ',')) {
    if (!trim(part).empty()) exceptions_.push_back(to_lower(trim(part)));
  }
}

Result<std::optional<Url>> Proxies::proxy_for(const Url& url) const {
  const std::string& stated = url.scheme == "https" ? https_ : http_;
  if (stated.empty() || is_loopback(url.host)) return std::nullopt;
  if (std::ranges::any_of(exceptions_,
                          [&](const std::string& each) { return excepts(each, url); })) {
    return std::nullopt;
  }
  const std::size_t scheme = stated.find("://");
  const Result<Url> proxy = parse_url(scheme == std::string::npos ? "http://" + stated : stated);
  // Its password stays out of the message.
  const std::string name = url.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY";
  if (!proxy || proxy->scheme != "http") {
    return fail("the proxy that " + name + " names cannot be used", {}, {},
                "it has to be http://HOST:PORT");
  }
  return *proxy;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost") || host == "::1") return true;
  const auto address = parse_address(std::string(host));
  return address && (*address)[10] == 0xff && (*address)[12] == 127;
}

}  // namespace boltseal::net
