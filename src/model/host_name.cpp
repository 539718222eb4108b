#include "model/host_name.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "model/secret_name.h"

namespace boltseal {
namespace {

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// The parts of a name between `_`, `-` and `.`, in lower case.
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c == '_' || c == '-' || c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += to_lower(std::string_view(&c, 1));
    }
  }
  std::erase(parts, "");
  return parts;
}

/// Where a host name stands in a URL: behind the scheme and the credentials, up to the port.
ByteSpan host_of_url(std::string_view text, std::size_t scheme_end) {
  const std::size_t begin = scheme_end + 3;
  const std::size_t end = std::min(text.find_first_of("/?#", begin), text.size());
  const std::size_t at = text.substr(begin, end - begin).rfind('@');
  const std::size_t host = at == std::string_view::npos ? begin : begin + at + 1;
  const std::size_t port = std::min(text.find(':', host), end);
  return {static_cast<std::uint32_t>(host), static_cast<std::uint32_t>(port)};
}

bool is_known_in(const Text& text, ByteSpan span) {
  for (std::size_t at = span.begin; at < span.end; ++at) {
    if (!text.is_known_at(at)) return false;
  }
  return span.begin < span.end;
}

/// The names of the variables that stand for the unknown parts: "HOST" of `${HOST:-x}`.
bool any_variable_may(const Text& text) {
  const std::string& bytes = text.bytes();
  bool named = false;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (text.is_known_at(at)) continue;
    if (bytes[at] != '$') continue;
    std::size_t begin = at + 1;
    if (begin < bytes.size() && (bytes[begin] == '{' || bytes[begin] == '(')) ++begin;
    std::size_t end = begin;
    while (end < bytes.size() && is_word(bytes[end])) ++end;
    if (end == begin) continue;
    named = true;
    if (may_hold_host(std::string_view(bytes).substr(begin, end - begin))) return true;
  }
  return !named;
}

}  // namespace

bool may_hold_host(std::string_view variable) {
  // What the last part of a name says of a value that is no host name.
  static constexpr std::array<std::string_view, 74> harmless = {
      "user",      "username", "login",     "email",    "mail",     "from",    "db",
      "database",  "dbname",   "name",      "schema",   "table",    "bucket",  "region",
      "port",      "ports",    "tz",        "timezone", "zone",     "puid",    "pgid",
      "uid",       "gid",      "umask",     "version",  "tag",      "level",   "debug",
      "verbose",   "lang",     "language",  "locale",   "mode",     "env",     "environment",
      "key",       "keys",     "id",        "salt",     "hash",     "enabled", "enable",
      "disabled",  "disable",  "timeout",   "interval", "size",     "limit",   "limits",
      "count",     "max",      "min",       "path",     "dir",      "file",    "folder",
      "threads",   "workers",  "domain",    "fqdn",     "cidr",     "subnet",  "title",
      "opts",      "memory",   "heap",      "cron",     "schedule", "days",    "admin",
      "algorithm", "charset",  "collation", "password"};
  // The program's own address as its users know it: APP_URL, PUBLIC_HOST, VIRTUAL_HOST.
  static constexpr std::array<std::string_view, 13> own = {
      "app",     "site",        "base",      "public",   "external", "root", "web",
      "virtual", "letsencrypt", "canonical", "frontend", "homepage", "main"};
  if (names_secret(variable)) return false;
  const std::vector<std::string> parts = parts_of(variable);
  if (parts.empty()) return true;
  if (is_one_of(harmless, parts.back())) return false;
  static constexpr std::array<std::string_view, 6> addresses = {"url",     "uri",   "host",
                                                                "address", "hosts", "origin"};
  return parts.size() < 2 || !is_one_of(addresses, parts.back()) ||
         !is_one_of(own, parts[parts.size() - 2]);
}

bool may_hide_host(const Text& word) {
  if (word.is_known()) return false;
  const std::size_t scheme = word.bytes().find("://");
  if (scheme != std::string::npos && is_known_in(word, host_of_url(word.bytes(), scheme))) {
    return false;
  }
  return any_variable_may(word);
}

bool may_hide_host(const Setting& setting) {
  return !setting.value.is_known() && may_hold_host(setting.name) && may_hide_host(setting.value);
}

void each_host_word(std::string_view text, const std::function<void(std::string_view)>& visit) {
  std::size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && !is_word(text[at]) && text[at] != '-') ++at;
    std::size_t end = at;
    while (end < text.size() && (is_word(text[end]) || text[end] == '-')) ++end;
    if (end > at) visit(text.substr(at, end - at));
    at = end;
  }
}

}  // namespace boltseal
