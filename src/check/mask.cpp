#include "check/mask.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace boltseal {
namespace {

bool is_token_char(char c) { return is_word(c) || c == '-' || c == '.'; }

struct Prefix {
  std::string_view text;
  std::size_t least;  ///< Token characters that have to follow.
};

// The published formats of issuers: AWS, GitHub, GitLab, Slack, Stripe, Google, npm, PyPI, Docker,
// Hugging Face, SendGrid, HashiCorp Vault, DigitalOcean, Shopify, age; "eyJ" begins the header of a
// JSON web token.
constexpr std::array prefixes = {
    Prefix{"AKIA", 16},     Prefix{"ASIA", 16},      Prefix{"ghp_", 30},
    Prefix{"gho_", 30},     Prefix{"ghu_", 30},      Prefix{"ghs_", 30},
    Prefix{"ghr_", 30},     Prefix{"glpat-", 18},    Prefix{"github_pat_", 20},
    Prefix{"xoxa-", 10},    Prefix{"xoxb-", 10},     Prefix{"xoxp-", 10},
    Prefix{"xoxr-", 10},    Prefix{"xoxs-", 10},     Prefix{"sk_live_", 16},
    Prefix{"rk_live_", 16}, Prefix{"AIza", 30},      Prefix{"npm_", 30},
    Prefix{"pypi-", 40},    Prefix{"dckr_pat_", 20}, Prefix{"hf_", 30},
    Prefix{"SG.", 40},      Prefix{"hvs.", 20},      Prefix{"dop_v1_", 40},
    Prefix{"shpat_", 30},   Prefix{"eyJ", 40},       Prefix{"AGE-SECRET-KEY-", 40},
};

constexpr std::size_t size_of(const Prefix& prefix) { return prefix.text.size() + prefix.least; }
constexpr std::size_t shortest_token = size_of(std::ranges::min(prefixes, {}, size_of));

// A name that holds one of these holds a secret …
constexpr std::array<std::string_view, 17> secret_names = {
    "password",   "passwd",      "passphrase", "secret",         "token",      "apikey",
    "api_key",    "api-key",     "accesskey",  "access_key",     "access-key", "private_key",
    "privatekey", "private-key", "credential", "encryption_key", "signing_key"};
// … or ends with one of these.
constexpr std::array<std::string_view, 4> secret_endings = {"pwd", "_pass", "_pw", "-pass"};

// Names that speak of a secret without holding it.
constexpr std::array<std::string_view, 15> harmless_endings = {
    "_file", "file",  "_path",  "path", "name", "_ttl",  "_url",   "length",
    "type",  "count", "expiry", "age",  "_id",  "mount", "enabled"};

bool names_secret(std::string_view name) {
  const std::string lower = to_lower(name);
  const auto ends = [&](std::string_view ending) { return lower.ends_with(ending); };
  if (std::ranges::any_of(harmless_endings, ends)) return false;
  const auto holds = [&](std::string_view word) { return lower.contains(word); };
  return std::ranges::any_of(secret_names, holds) || std::ranges::any_of(secret_endings, ends);
}

// Values that are no secret: too short to be one, a truth, a reference, a path, a word of YAML.
bool is_secret_value(std::string_view value) {
  if (value.size() < 3) return false;
  // «…» is what model/describe.h writes for what is not known.
  if (value.starts_with("«") || value.find_first_of("$<{(/*=") == 0 || value.starts_with("./") ||
      value.starts_with("...")) {
    return false;
  }
  constexpr std::array<std::string_view, 9> words = {"true", "false",    "null",     "none", "yes",
                                                     "no",   "required", "optional", "auto"};
  return std::ranges::none_of(
      words, [&](std::string_view word) { return equals_ignoring_case(value, word); });
}

class Scanner {
 public:
  explicit Scanner(std::string_view line) : line_(line) {}

  std::vector<ByteSpan> run() {
    find_tokens();
    find_assignments();
    find_urls();
    std::ranges::sort(spans_);
    std::vector<ByteSpan> joined;
    for (const ByteSpan span : spans_) {
      if (!joined.empty() && span.begin <= joined.back().end) {
        joined.back().end = std::max(joined.back().end, span.end);
      } else {
        joined.push_back(span);
      }
    }
    return joined;
  }

 private:
  void add(std::size_t begin, std::size_t end) {
    spans_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }

  // Each run of token characters is looked at once.
  void find_tokens() {
    for (std::size_t begin = 0; begin < line_.size();) {
      if (!is_token_char(line_[begin])) {
        ++begin;
        continue;
      }
      std::size_t end = begin;
      while (end < line_.size() && is_token_char(line_[end])) ++end;
      const std::string_view run = line_.substr(begin, end - begin);
      const auto begins_run = [&](const Prefix& prefix) {
        return run.size() >= size_of(prefix) && run.starts_with(prefix.text);
      };
      if (run.size() >= shortest_token && std::ranges::any_of(prefixes, begins_run)) {
        add(begin, end);
      }
      begin = end;
    }
  }

  // NAME=value, NAME: value, "name": "value", --name value, NAME value (of ENV).
  void find_assignments() {
    for (std::size_t begin = 0; begin < line_.size();) {
      if (!is_word(line_[begin])) {
        ++begin;
        continue;
      }
      std::size_t end = begin;
      while (end < line_.size() && (is_word(line_[end]) || line_[end] == '-')) ++end;
      // Of the words of a sentence few are names.
      const std::size_t value = value_behind(begin, end);
      if (value < line_.size() && names_secret(line_.substr(begin, end - begin))) {
        begin = mark_value(value);
      } else {
        begin = end;
      }
    }
  }

  // Where the value begins that is assigned to a name; the end of the line where none is.
  std::size_t value_behind(std::size_t name_begin, std::size_t name_end) const {
    std::size_t at = name_end;
    if (at < line_.size() && (line_[at] == '"' || line_[at] == '\'')) ++at;
    std::size_t begin = skip_blanks(at);
    if (begin < line_.size() && (line_[begin] == '=' || line_[begin] == ':')) {
      if (line_[begin] == ':' && begin + 1 < line_.size() && line_[begin + 1] != ' ' &&
          line_[begin + 1] != '"') {
        return line_.size();  // "secret:/path" of a mount, "token:5000" of an image
      }
      return skip_blanks(begin + 1);
    }
    const bool is_flag = line_.substr(0, name_begin).ends_with("--");
    return begin > at && (is_flag || is_env_instruction(name_begin)) ? begin : line_.size();
  }

  std::size_t skip_blanks(std::size_t at) const {
    while (at < line_.size() && is_blank(line_[at])) ++at;
    return at;
  }

  // Marks the value that begins here, if it is a secret; answers where it ends.
  std::size_t mark_value(std::size_t begin) {
    const char quote = line_[begin];
    std::size_t end = begin;
    if (quote == '"' || quote == '\'') {
      ++begin;
      end = std::min(line_.find(quote, begin), line_.size());
    } else {
      while (end < line_.size() && !is_space(line_[end]) && line_[end] != '"' &&
             line_[end] != '\'' && line_[end] != ',' && line_[end] != ';') {
        ++end;
      }
    }
    if (is_secret_value(line_.substr(begin, end - begin))) add(begin, end);
    return end;
  }

  bool is_env_instruction(std::size_t name_begin) const {
    constexpr std::size_t most_indentation =
        64;  // keeps a hostile line from being read again and again
    return name_begin <= most_indentation &&
           equals_ignoring_case(trim(line_.substr(0, name_begin)), "ENV");
  }

  // scheme://user:password@host
  void find_urls() {
    for (std::size_t at = line_.find("://"); at != std::string_view::npos;
         at = line_.find("://", at + 3)) {
      const std::size_t begin = at + 3;
      const std::size_t end = std::min(line_.find_first_of("/ \t\"'<>", begin), line_.size());
      const std::string_view authority = line_.substr(begin, end - begin);
      const std::size_t host = authority.rfind('@');
      const std::size_t colon = authority.find(':');
      if (host == std::string_view::npos || colon == std::string_view::npos || colon > host) {
        continue;
      }
      const std::string_view password = authority.substr(colon + 1, host - colon - 1);
      if (is_secret_value(password)) add(begin + colon + 1, begin + host);
    }
  }

  std::string_view line_;
  std::vector<ByteSpan> spans_;
};

}  // namespace

std::vector<ByteSpan> secret_spans(std::string_view line) { return Scanner(line).run(); }

std::string mask_secrets(std::string_view text) {
  std::string masked;
  std::size_t done = 0;
  for (const ByteSpan span : secret_spans(text)) {
    masked += text.substr(done, span.begin - done);
    masked += secret_mask;
    done = span.end;
  }
  masked += text.substr(done);
  return masked;
}

std::string shown(std::string_view text) { return sanitize(mask_secrets(text)); }

}  // namespace boltseal
