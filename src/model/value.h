#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/origin.h"

namespace boltseal {

/// The answer to a question about something that may be partly unknown.
enum class Truth : std::uint8_t { no, yes, unknown };

enum class Presence : std::uint8_t {
  absent,   ///< Nobody says anything: a default applies.
  unknown,  ///< Something is said that cannot be known from here (`--memory "$LIMIT"`).
  known,
};

/// A fact as one place states it.
template <class T>
class Value {
 public:
  Value() = default;
  static Value known(T value, Origin origin) {
    return Value(Presence::known, std::move(value), std::move(origin));
  }
  static Value unknown(Origin origin) { return Value(Presence::unknown, T{}, std::move(origin)); }

  Presence presence() const { return presence_; }
  bool is_absent() const { return presence_ == Presence::absent; }
  bool is_unknown() const { return presence_ == Presence::unknown; }
  bool is_known() const { return presence_ == Presence::known; }
  /// Known, and equal to `other`.
  bool is(const T& other) const { return is_known() && value_ == other; }

  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }
  const Origin& origin() const { return origin_; }

  /// Values are equal when they say the same, wherever they say it.
  friend bool operator==(const Value& a, const Value& b) {
    return a.presence_ == b.presence_ && a.value_ == b.value_;
  }

 private:
  Value(Presence presence, T value, Origin origin)
      : presence_(presence), value_(std::move(value)), origin_(std::move(origin)) {}

  Presence presence_ = Presence::absent;
  T value_{};
  Origin origin_;
};

/// Text of which parts may be unknown: in `$PWD/data` only "$PWD" is.
/// `bytes` holds an unknown part as it was written, so that text can be shown as the user knows it.
class Text {
 public:
  Text() = default;
  Text(std::string known) : bytes_(std::move(known)) {}  // NOLINT: known text is the common case
  Text(const char* known) : bytes_(known) {}             // NOLINT
  static Text unknown(std::string written);

  void append(std::string_view known) { bytes_ += known; }
  void append_unknown(std::string_view written);
  void append(const Text& more);

  const std::string& bytes() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  bool is_known() const { return holes_.empty(); }
  /// Whether the byte at `at` is known.
  bool is_known_at(std::size_t at) const;

  Truth equals(std::string_view other) const;
  Truth starts_with(std::string_view prefix) const;
  Truth ends_with(std::string_view suffix) const;
  /// The first known position of `c` at or after `from`, or npos: what is unknown is never
  /// searched.
  std::size_t find(char c, std::size_t from = 0) const;
  std::size_t rfind(char c) const;
  /// Part of this text, with its unknown parts.
  Text substr(std::size_t begin, std::size_t count = std::string::npos) const;
  /// What stands before the first unknown part; the whole text when everything is known.
  std::string_view known_prefix() const;

  friend bool operator==(const Text&, const Text&) = default;

 private:
  std::string bytes_;
  std::vector<ByteSpan> holes_;  // sorted, not empty, not touching
};

}  // namespace boltseal
