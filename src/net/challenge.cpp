#include "net/challenge.h"

#include <utility>

#include "base/text.h"

namespace boltseal::net {
namespace {

// RFC 9110, 5.6.2.
bool is_token(char c) {
  return is_word(c) || std::string_view("!#$%&'*+-.^`|~").find(c) != std::string_view::npos;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::vector<Challenge> scan() {
    std::vector<Challenge> challenges;
    while (skip_commas(), !rest_.empty()) {
      const std::string_view word = token();
      if (word.empty()) break;
      const std::string_view behind = rest_;
      if (skip('=') && !challenges.empty()) {
        std::string value;
        if (!read_value(value)) break;
        challenges.back().parameters.try_emplace(to_lower(word), std::move(value));
        continue;
      }
      rest_ = behind;
      challenges.push_back({to_lower(word), {}});
      skip_blanks();
      skip_token68();
    }
    return challenges;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }
  void skip_commas() {
    while (!rest_.empty() && (is_blank(rest_.front()) || rest_.front() == ',')) {
      rest_.remove_prefix(1);
    }
  }
  // With the white space around it, which old servers put there.
  bool skip(char c) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    skip_blanks();
    return true;
  }

  std::string_view token() {
    std::size_t size = 0;
    while (size < rest_.size() && is_token(rest_[size])) ++size;
    return take(size);
  }

  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  // A scheme may be followed by base64 instead of parameters: "Negotiate oYG2MIGz==".
  void skip_token68() {
    std::size_t end = 0;
    while (end < rest_.size() && (is_token(rest_[end]) || rest_[end] == '/')) ++end;
    if (end == 0) return;
    while (end < rest_.size() && rest_[end] == '=') ++end;
    while (end < rest_.size() && is_blank(rest_[end])) ++end;
    if (end == rest_.size() || rest_[end] == ',') take(end);
  }

  bool read_value(std::string& value) {
    if (rest_.empty() || rest_.front() != '"') {
      value = token();
      return !value.empty();
    }
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (c == '\\' && !rest_.empty()) {
        value += rest_.front();
        rest_.remove_prefix(1);
      } else {
        value += c;
      }
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

std::vector<Challenge> parse_challenges(std::string_view header) { return Scanner(header).scan(); }

}  // namespace boltseal::net
