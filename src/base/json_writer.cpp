#include "base/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "base/text.h"

namespace boltseal {
namespace {

// What stands for itself, and is nearly all.
bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

void JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  buffer_ += layout_ == JsonLayout::indented ? ": " : ":";
  after_key_ = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
}

void JsonWriter::value(bool truth) { scalar(truth ? "true" : "false"); }

void JsonWriter::decimal(double number, int digits) {
  char text[64];  // snprintf would write the point of the locale
  const auto end =
      std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, digits);
  scalar(std::isfinite(number) && end.ec == std::errc() ? std::string_view(text, end.ptr) : "null");
}

void JsonWriter::scalar(std::string_view text) {
  separate();
  buffer_ += text;
}

void JsonWriter::open(char bracket) {
  separate();
  buffer_ += bracket;
  levels_.push_back({});
}

void JsonWriter::close(char bracket) {
  const bool empty = levels_.back().empty;
  levels_.pop_back();
  if (!empty) break_line();
  buffer_ += bracket;
  if (levels_.empty()) buffer_ += '\n';
  if (levels_.empty() || buffer_.size() > 1 << 16) flush();
}

// What stands before a key, or before a value that has none.
void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  if (!levels_.back().empty) buffer_ += ',';
  levels_.back().empty = false;
  break_line();
}

void JsonWriter::break_line() {
  if (layout_ == JsonLayout::indented) buffer_.append("\n").append(levels_.size() * 2, ' ');
}

void JsonWriter::quote(std::string_view text) {
  buffer_ += '"';
  while (!text.empty()) {
    const auto odd = std::ranges::find_if_not(text, is_plain);
    const auto plain = static_cast<std::size_t>(odd - text.begin());
    buffer_.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    const auto byte = static_cast<unsigned char>(text.front());
    if (length == 0) {
      buffer_ += "\\ufffd";
    } else if (byte == '"' || byte == '\\') {
      buffer_ += '\\';
      buffer_ += text.front();
    } else if (byte == '\n') {
      buffer_ += "\\n";
    } else if (byte == '\t') {
      buffer_ += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      buffer_ += "\\u00";
      buffer_ += "0123456789abcdef"[byte >> 4];
      buffer_ += "0123456789abcdef"[byte & 0xF];
    } else {
      buffer_ += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  buffer_ += '"';
}

void JsonWriter::flush() {
  out_.write(buffer_);
  buffer_.clear();
}

}  // namespace boltseal
