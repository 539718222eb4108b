#include "model/secret_name.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace boltseal {
namespace {

std::string upper(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == '-' || c == '.') c = '_';
  }
  return all;
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('_', begin), name.size());
    if (end > begin) words.push_back(name.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

bool is_one_of(auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool names_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 13> secrets = {
      "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET",     "SECRETS",     "TOKEN",          "APIKEY",
      "APITOKEN", "PASS",   "PWD",        "CREDENTIAL", "CREDENTIALS", "SECRETACCESSKEY"};
  static constexpr std::array<std::string_view, 34> about = {
      "FILE",      "PATH",    "DIR",        "URL",      "URI",      "NAME",   "TTL",
      "EXPIRY",    "EXPIRES", "EXPIRATION", "LENGTH",   "SIZE",     "HEADER", "TYPE",
      "ALGORITHM", "ENABLED", "ENABLE",     "REQUIRED", "DISABLED", "POLICY", "COUNT",
      "LIMIT",     "ID",      "HOST",       "PORT",     "ENDPOINT", "ISSUER", "AUDIENCE",
      "VERSION",   "TIMEOUT", "HASH",       "PREFIX",   "PROVIDER", "DUMMY"};
  const std::string all = upper(name);
  const std::vector<std::string_view> words = words_of(all);
  if (words.empty() || is_one_of(about, words.back())) return false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == "PUBLIC" || word == "PUB" || word == "DISABLE" || word == "ALLOW") return false;
    const std::string_view next = at + 1 < words.size() ? words[at + 1] : std::string_view();
    if (next == "KEY" && (word == "API" || word == "PRIVATE" || word == "ACCESS" ||
                          word == "SECRET" || word == "SIGNING" || word == "ENCRYPTION")) {
      return true;
    }
    // PWD alone and OLDPWD are the shell's folders; PASS alone may be a number of passes.
    if ((word == "PWD" || word == "PASS") && (at == 0 || at + 1 != words.size())) continue;
    if (is_one_of(secrets, word) || word.ends_with("PASSWORD")) return true;
  }
  return false;
}

bool is_placeholder(std::string_view value) {
  static constexpr std::array<std::string_view, 15> words = {
      "RANDOM", "MYSECRET", "CHANGE", "EXAMPLE", "DUMMY", "PLACEHOLDER", "REPLACE", "YOUR",
      "INSERT", "XXX",      "***",    "...",     "TEST",  "FAKE",        "DEFAULT"};
  static constexpr std::array<std::string_view, 8> whole = {"PASSWORD", "SECRET", "ROOT", "ADMIN",
                                                            "POSTGRES", "NONE",   "NULL", "DEV"};
  const std::string all = upper(value);
  if (value.starts_with('<') || is_one_of(whole, all)) return true;
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return all.find(word) != std::string::npos; });
}

bool cannot_be_secret(std::string_view value) {
  if (value.empty() || value.starts_with('/') || value.starts_with("file:") ||
      value.starts_with("arn:") || value.starts_with("vault:") || value.starts_with("http")) {
    return true;
  }
  const std::string all = upper(value);
  if (all == "TRUE" || all == "FALSE" || all == "YES" || all == "NO" || all == "ON" ||
      all == "OFF") {
    return true;
  }
  return value.size() <= 5 && value.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace boltseal
