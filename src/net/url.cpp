#include "net/url.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace boltseal::net {
namespace {

constexpr std::size_t most_bytes = 8192;

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

std::optional<int> hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return std::nullopt;
}

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size()) {
      const auto high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
      if (high && low) {
        decoded += static_cast<char>(*high * 16 + *low);
        at += 2;
        continue;
      }
    }
    decoded += text[at];
  }
  return decoded;
}

bool is_url_text(std::string_view text) {
  return text.size() <= most_bytes && std::ranges::all_of(text, [](char c) {
           return c > ' ' && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
         });
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 &&
         std::ranges::all_of(host, [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

bool is_ipv6(std::string_view host) {
  return !host.empty() && host.size() < 46 &&
         std::ranges::all_of(host, [](char c) { return hex_digit(c) || c == ':' || c == '.'; });
}

std::string without_fragment(std::string_view text) {
  return std::string(text.substr(0, text.find('#')));
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  const auto refuse = [&](std::string why) { return fail("is no URL: " + std::move(why)); };
  if (!is_url_text(text)) return refuse("it holds bytes that no URL holds, or too many");
  Url url;
  const std::size_t colon = text.find("://");
  url.scheme = to_lower(text.substr(0, colon));
  if (colon == std::string_view::npos || (url.scheme != "http" && url.scheme != "https")) {
    return refuse("it begins neither with https:// nor with http://");
  }
  text.remove_prefix(colon + 3);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  std::string_view authority = text.substr(0, end);
  url.target = without_fragment(text.substr(end));
  if (!url.target.starts_with('/')) url.target.insert(0, "/");

  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    const std::size_t split = user.find(':');
    url.user = percent_decode(user.substr(0, split));
    if (split != std::string_view::npos) url.password = percent_decode(user.substr(split + 1));
    authority.remove_prefix(at + 1);
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return refuse("a bracket is not closed");
    url.host = to_lower(authority.substr(1, close - 1));
    if (!is_ipv6(url.host)) return refuse("between its brackets stands no address");
    port = authority.substr(close + 1);
  } else {
    const std::size_t split = std::min(authority.find(':'), authority.size());
    url.host = to_lower(authority.substr(0, split));
    if (!is_host(url.host)) return refuse("it names no host");
    port = authority.substr(split);
  }
  url.port = default_port(url.scheme);
  if (port.empty() || port == ":") return url;
  const auto number = parse_int(port.substr(1));
  if (port[0] != ':' || !is_digit(port[1]) || !number || *number < 1 || *number > 65535) {
    return refuse("its port is no number from 1 to 65535");
  }
  url.port = static_cast<std::uint16_t>(*number);
  return url;
}

Result<Url> resolve_url(const Url& base, std::string_view location) {
  location = trim(location);
  if (location.starts_with("//")) return parse_url(base.scheme + ":" + std::string(location));
  // A colon before any slash ends a scheme (RFC 3986, 4.2).
  if (location.substr(0, location.find_first_of("/?#")).find(':') != std::string_view::npos) {
    return parse_url(location);
  }
  if (!is_url_text(location)) return fail("is no URL: it holds bytes that no URL holds");
  Url url = base;
  const std::string path = base.target.substr(0, base.target.find('?'));
  if (location.starts_with('/')) {
    url.target = without_fragment(location);
  } else if (location.starts_with('?')) {
    url.target = path + without_fragment(location);
  } else if (!location.empty() && location[0] != '#') {
    url.target = path.substr(0, path.rfind('/') + 1) + without_fragment(location);
  }
  return url;
}

std::string authority_of(const Url& url) {
  std::string text = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  if (url.port != default_port(url.scheme)) text += ":" + std::to_string(url.port);
  return text;
}

std::string shown(const Url& url) {
  return sanitize(url.scheme + "://" + authority_of(url) +
                  url.target.substr(0, url.target.find('?')));
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_word(c) || c == '-' || c == '.' || c == '~') {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace boltseal::net
