#include "seal/strict_json.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_depth = 32;

/// Finds the structure of a text, and builds the value. What a string or a number with more than
/// plain characters means, the library says. Three times as fast as the library alone, which looks
/// at a long string of base64 byte by byte: a gate verifies seals while somebody waits.
class StrictReader {
 public:
  explicit StrictReader(std::string_view text) : text_(text) {}

  Result<json> read() {
    json value;
    if (!read_all(value) || !skip_blanks() || at_ != text_.size()) {
      return fail(trouble_.empty() ? "is no JSON" : std::move(trouble_));
    }
    return value;
  }

 private:
  /// An array or an object that is not at its end yet.
  struct Level {
    json* value;
    bool is_object;
  };

  bool refuse(std::string why) {
    if (trouble_.empty()) trouble_ = std::move(why);
    return false;
  }
  bool skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
    return true;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool read_all(json& root) {
    std::vector<Level> open;
    json* place = &root;  // where the next value goes
    while (true) {
      if (place != nullptr) {
        if (take('{')) {
          if (open.size() >= most_depth) return refuse("is nested too deeply");
          open.push_back({&(*place = json::object()), true});
          place = nullptr;
          if (take('}')) {
            open.pop_back();
          } else if ((place = member(*open.back().value)) == nullptr) {
            return false;
          } else {
            continue;
          }
        } else if (take('[')) {
          if (open.size() >= most_depth) return refuse("is nested too deeply");
          open.push_back({&(*place = json::array()), false});
          place = nullptr;
          if (take(']')) {
            open.pop_back();
          } else {
            place = &open.back().value->emplace_back(nullptr);
            continue;
          }
        } else if (!scalar(*place)) {
          return false;
        }
      }
      if (open.empty()) return true;
      // Behind a value: the next one, or the end of what it is in. A value that is open is never
      // moved, since nothing is added to what holds it before it is closed.
      const Level level = open.back();
      if (take(',')) {
        place = level.is_object ? member(*level.value) : &level.value->emplace_back(nullptr);
        if (place == nullptr) return false;
      } else if (take(level.is_object ? '}' : ']')) {
        open.pop_back();
        place = nullptr;
      } else {
        return false;
      }
    }
  }

  // The place of a member's value, behind its key and the colon.
  json* member(json& object) {
    skip_blanks();
    auto name = string();
    if (!name || !take(':')) return nullptr;
    const auto [at, is_new] = object.emplace(std::move(*name), nullptr);
    if (is_new) return &*at;
    refuse("gives \"" + sanitize(at.key().substr(0, 100)) + "\" twice");
    return nullptr;
  }

  std::optional<std::string> string() {
    if (at_ >= text_.size() || text_[at_] != '"') return std::nullopt;
    const std::size_t begin = at_++;
    bool is_plain = true;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      is_plain = is_plain && c >= 0x20 && c < 0x80 && c != '\\';
      if (c == '\\') ++at_;
    }
    if (at_ >= text_.size()) return std::nullopt;
    ++at_;
    const std::string_view token = text_.substr(begin, at_ - begin);
    if (is_plain) return std::string(token.substr(1, token.size() - 2));
    const json said = json::parse(token, nullptr, /*allow_exceptions=*/false);
    if (!said.is_string()) return std::nullopt;
    return said.get<std::string>();
  }

  bool scalar(json& value) {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') {
      auto text = string();
      if (text) value = std::move(*text);
      return text.has_value();
    }
    // The characters of numbers, true, false and null. For the library, 0 ends a text.
    std::size_t end = at_;
    while (end < text_.size() &&
           (is_word(text_[end]) || text_[end] == '-' || text_[end] == '+' || text_[end] == '.')) {
      ++end;
    }
    value = json::parse(text_.substr(at_, end - at_), nullptr, /*allow_exceptions=*/false);
    at_ = end;
    return value.is_primitive() && !value.is_string();
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::string trouble_;
};

}  // namespace

Result<std::shared_ptr<const json>> parse_strict_json(std::string_view text) {
  if (text.size() > file_size_limit) return fail("is larger than 16 MiB");
  auto value = StrictReader(text).read();
  if (!value) return std::unexpected(value.error());
  return std::make_shared<const json>(std::move(*value));
}

}  // namespace boltseal
