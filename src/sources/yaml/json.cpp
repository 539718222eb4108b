#include "sources/yaml/json.h"

#include <simdjson.h>

#include <algorithm>

#include "base/text.h"
#include "sources/yaml/builder.h"

namespace boltseal::yaml {
namespace {

namespace ondemand = simdjson::ondemand;

/// RFC 8259, section 6; simdjson looks at a number only when it is asked for its value.
bool is_json_number(std::string_view text) {
  const auto digits = [&] {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

class Parser {
 public:
  Parser(const Document& document, Tree& tree, Limits limits)
      : document_(document),
        text_(document.text()),
        offset_(text_.starts_with("\xEF\xBB\xBF") ? 3u : 0u),
        builder_(document, tree, limits) {}

  Result<void> run() {
    if (trim(text_.substr(offset_)).empty()) {
      return std::unexpected(document_.error("the file is empty, which is not JSON", {0, 0},
                                             "Write {} for an empty object"));
    }
    const simdjson::padded_string padded(text_.substr(offset_));
    start_ = padded.data();
    ondemand::parser parser;
    ondemand::document json;
    if (const auto status = parser.iterate(padded).get(json)) return stop(status, offset_);
    document_json_ = &json;
    Result<void> done = root(json);
    if (!done) return done;
    const std::size_t more = text_.find_first_not_of(" \t\r\n", end_);
    if (more != std::string_view::npos) {
      return std::unexpected(document_.error("there is text behind the end of the JSON value",
                                             place(static_cast<std::uint32_t>(more)),
                                             "Keep one value in the file"));
    }
    return done;
  }

 private:
  Result<void> root(ondemand::document& json) {
    std::string_view token;
    if (const auto status = json.raw_json_token().get(token)) return stop(status, offset_);
    ondemand::json_type type{};
    if (const auto status = json.type().get(type)) return stop(status, position(token.data()));
    if (type == ondemand::json_type::array || type == ondemand::json_type::object) {
      ondemand::value value;
      if (const auto status = json.get_value().get(value)) {
        return stop(status, position(token.data()));
      }
      return read(value);
    }
    if (type == ondemand::json_type::string) {
      std::string_view text;
      if (const auto status = json.get_string().get(text)) {
        return stop(status, position(token.data()));
      }
      return string(token, text);
    }
    return word(token);
  }

  // Depth is bounded by the builder, which refuses to open too many collections.
  Result<void> read(ondemand::value value) {
    const std::string_view token = value.raw_json_token();
    const std::uint32_t at = position(token.data());
    ondemand::json_type type{};
    if (const auto status = value.type().get(type)) return stop(status, at);
    switch (type) {
      case ondemand::json_type::object: return object(value, at);
      case ondemand::json_type::array: return array(value, at);
      case ondemand::json_type::string: {
        std::string_view text;
        if (const auto status = value.get_string().get(text)) return stop(status, at);
        return string(token, text);
      }
      // Numbers and words are checked here; simdjson skips a value that nobody asked for.
      default: return word(token);
    }
  }

  Result<void> object(ondemand::value& value, std::uint32_t at) {
    if (Result<void> opened = open(Kind::mapping, at); !opened) return opened;
    ondemand::object object;
    if (const auto status = value.get_object().get(object)) return stop(status, at);
    std::uint32_t last = at + 1;
    for (auto result : object) {
      ondemand::field field;
      if (const auto status = std::move(result).get(field)) return stop(status, last);
      // The raw key begins behind its quote.
      const std::uint32_t key_at = position(field.key().raw()) - 1;
      std::string_view key;
      if (const auto status = field.unescaped_key().get(key)) return stop(status, key_at);
      if (Result<void> added = string(text_.substr(key_at), key); !added) return added;
      if (Result<void> added = read(field.value()); !added) return added;
      last = end_;
    }
    return close(last);
  }

  Result<void> array(ondemand::value& value, std::uint32_t at) {
    if (Result<void> opened = open(Kind::sequence, at); !opened) return opened;
    ondemand::array array;
    if (const auto status = value.get_array().get(array)) return stop(status, at);
    std::uint32_t last = at + 1;
    for (auto result : array) {
      ondemand::value item;
      if (const auto status = std::move(result).get(item)) return stop(status, last);
      if (Result<void> added = read(item); !added) return added;
      last = end_;
    }
    return close(last);
  }

  Result<void> open(Kind kind, std::uint32_t at) {
    Node& node = builder_.make();
    node.kind = kind;
    node.style = Style::flow;
    node.span = {at, at + 1};
    return builder_.open(node);
  }

  /// JSON has no comments: only white space stands between the last value and the bracket.
  Result<void> close(std::uint32_t behind_last) {
    std::size_t at = behind_last;
    while (at < text_.size() && is_space(text_[at])) ++at;
    end_ = static_cast<std::uint32_t>(std::min(at + 1, text_.size()));
    return builder_.close(end_);
  }

  Result<void> string(std::string_view token, std::string_view decoded) {
    Node& node = builder_.make();
    node.style = Style::double_quoted;
    node.value = decoded;
    const std::uint32_t at =
        token.data() >= text_.data() && token.data() < text_.data() + text_.size()
            ? static_cast<std::uint32_t>(token.data() - text_.data())
            : position(token.data());
    std::size_t quote = at + 1;
    while (quote < text_.size() && text_[quote] != '"') quote += text_[quote] == '\\' ? 2 : 1;
    end_ = static_cast<std::uint32_t>(std::min(quote + 1, text_.size()));
    node.span = {at, end_};
    return builder_.add_scalar(node);
  }

  Result<void> word(std::string_view token) {
    const std::string_view text = trim(token);
    const std::uint32_t at = position(text.data());
    end_ = at + static_cast<std::uint32_t>(text.size());
    if (text != "true" && text != "false" && text != "null" && !is_json_number(text)) {
      return std::unexpected(
          document_.error("this is not a JSON value", {at, end_}, "Put text into double quotes"));
    }
    Node& node = builder_.make();
    node.value = text;
    node.span = {at, end_};
    return builder_.add_scalar(node);
  }

  std::uint32_t end() const { return static_cast<std::uint32_t>(text_.size()); }
  std::uint32_t position(const char* in_padded) const {
    return std::min(static_cast<std::uint32_t>(in_padded - start_) + offset_, end());
  }
  ByteSpan place(std::uint32_t at) const { return {at, std::min(at + 1, end())}; }

  std::unexpected<Error> stop(simdjson::error_code status, std::uint32_t at) const {
    const char* location = nullptr;
    if (document_json_ && document_json_->current_location().get(location) == simdjson::SUCCESS &&
        location >= start_) {
      at = position(location);
    }
    while (at < text_.size() && is_space(text_[at])) ++at;
    if (status == simdjson::UTF8_ERROR) at = first_invalid_utf8();
    return std::unexpected(
        document_.error("JSON cannot be read here: " + reason(status), place(at), remedy(at)));
  }

  std::uint32_t first_invalid_utf8() const {
    std::size_t at = 0;
    while (at < text_.size()) {
      const std::size_t length = utf8_length(text_.substr(at));
      if (length == 0) break;
      at += length;
    }
    return static_cast<std::uint32_t>(at);
  }

  static std::string reason(simdjson::error_code status) {
    switch (status) {
      case simdjson::UTF8_ERROR: return "it is not valid UTF-8";
      case simdjson::UNCLOSED_STRING: return "a string is not closed";
      case simdjson::UNESCAPED_CHARS: return "a control character or line break stands in a string";
      case simdjson::STRING_ERROR: return "a string has an invalid escape";
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "a bracket is not closed";
      case simdjson::NUMBER_ERROR: return "this is not a number";
      default: return "a comma, colon, bracket or value is missing or one too many";
    }
  }

  std::string remedy(std::uint32_t at) const {
    const std::string_view rest = text_.substr(at);
    if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#')) {
      return "Remove the comment: JSON has none";
    }
    if (rest.starts_with('}') || rest.starts_with(']')) {
      return "Remove the comma before the closing bracket";
    }
    return "Mend the syntax";
  }

  const Document& document_;
  std::string_view text_;
  std::uint32_t offset_;  // of the text behind a byte order mark
  Builder builder_;
  const char* start_ = nullptr;  // of simdjson's copy
  ondemand::document* document_json_ = nullptr;
  std::uint32_t end_ = 0;  // of the value read last
};

}  // namespace

Result<void> parse_json(const Document& document, Tree& tree, Limits limits) {
  return Parser(document, tree, limits).run();
}

}  // namespace boltseal::yaml
