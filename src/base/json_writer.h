#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/output.h"

namespace boltseal {

enum class JsonLayout : std::uint8_t {
  indented,  ///< By two spaces.
  line,      ///< All in one line, which ends with it (https://jsonlines.org).
};

/// Writes one JSON text (RFC 8259) as it goes. The caller keeps objects and
/// arrays balanced and gives every member of an object a key; bytes that are not UTF-8 become
/// U+FFFD, so that the text is always valid.
class JsonWriter {
 public:
  explicit JsonWriter(Output& out, JsonLayout layout = JsonLayout::indented)
      : out_(out), layout_(layout) {}
  ~JsonWriter() { flush(); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void begin_object(std::string_view name) { key(name), begin_object(); }
  void begin_array(std::string_view name) { key(name), begin_array(); }

  void key(std::string_view name);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth);
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void value(T number) {
    scalar(std::to_string(number));
  }
  /// A number rounded to so many digits behind the point, "7.5".
  void decimal(double number, int digits);
  template <class T>
  void member(std::string_view name, const T& what) {
    key(name);
    value(what);
  }

 private:
  void open(char bracket);
  void close(char bracket);
  void scalar(std::string_view text);
  void separate();
  void break_line();
  void quote(std::string_view text);
  void flush();

  struct Level {
    bool empty = true;
  };
  Output& out_;
  const JsonLayout layout_;
  std::string buffer_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace boltseal
