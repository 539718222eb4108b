#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/shell/expand.h"
#include "sources/shell/shell.h"

namespace boltseal::shell {
namespace {

class Splitter {
 public:
  Splitter(const Document& document, ByteSpan local, const Options& options)
      : document_(document),
        options_(options),
        text_(document.text()),
        pos_(local.begin),
        end_(local.end) {}

  Items split() {
    for (;;) {
      skip_space();
      if (pos_ >= end_) return std::move(words_);
      word();
    }
  }

 private:
  char peek(std::uint32_t ahead = 0) const {
    return pos_ + ahead < end_ ? text_[pos_ + ahead] : '\0';
  }

  /// The length of a continued line's end, or 0.
  std::uint32_t continuation() const {
    if (peek() != '\\') return 0;
    if (peek(1) == '\n') return 2;
    return peek(1) == '\r' && peek(2) == '\n' ? 3 : 0;
  }

  void skip_space() {
    while (pos_ < end_) {
      if (const std::uint32_t length = continuation()) {
        pos_ += length;
        skip_comments();
      } else if (is_space(peek())) {
        ++pos_;
      } else {
        return;
      }
    }
  }

  /// Comment lines between continued ones are no part of the value (systemd.syntax(7)).
  void skip_comments() {
    for (;;) {
      std::uint32_t at = pos_;
      while (at < end_ && is_blank(text_[at])) ++at;
      if (at >= end_ || (text_[at] != '#' && text_[at] != ';')) return;
      const std::size_t feed = text_.find('\n', at);
      pos_ = feed == std::string_view::npos || feed >= end_ ? end_
                                                            : static_cast<std::uint32_t>(feed) + 1;
    }
  }

  void word() {
    const std::uint32_t begin = pos_;
    Item item;
    bool alone = false;  // "$NAME" is the whole word
    char quote = '\0';
    while (pos_ < end_) {
      const char c = peek();
      if (quote == '\0' && (is_space(c) || continuation())) break;
      if (quote != '\0' && c == quote) {
        quote = '\0';
        ++pos_;
      } else if (quote == '\0' && (c == '"' || c == '\'')) {
        quote = c;
        ++pos_;
      } else if (c == '\\') {
        escape(item.text);
      } else if (c == '%') {
        specifier(item.text);
      } else if (c == '$') {
        alone = variable(item.text) && pos_ - begin > 1 && text_[begin] == '$';
        if (alone && pos_ < end_ && !is_space(peek())) alone = false;
      } else {
        item.text.append(text_.substr(pos_++, 1));
      }
    }
    item.origin = document_.origin({begin, pos_});
    item.may_split = alone && !item.text.is_known();
    words_.push_back(std::move(item));
  }

  void escape(Text& text) {
    const std::uint32_t length = continuation();
    if (length != 0) {
      pos_ += length;
      text.append(std::string_view(" "));
      return;
    }
    const char c = peek(1);
    pos_ = std::min(pos_ + 2, end_);
    switch (c) {
      case 'n': text.append(std::string_view("\n")); return;
      case 't': text.append(std::string_view("\t")); return;
      case 's': text.append(std::string_view(" ")); return;
      case '\0': text.append(std::string_view("\\")); return;
      default: text.append(text_.substr(pos_ - 1, 1));
    }
  }

  void specifier(Text& text) {
    if (peek(1) == '%') {
      text.append(std::string_view("%"));
      pos_ += 2;
    } else if (is_letter(peek(1))) {
      text.append_unknown(text_.substr(pos_, 2));
      pos_ += 2;
    } else {
      text.append(text_.substr(pos_++, 1));
    }
  }

  /// Answers whether it was the form without braces, which splits.
  bool variable(Text& text) {
    const std::uint32_t begin = pos_++;
    if (peek() == '$') {
      ++pos_;
      text.append(std::string_view("$"));
      return false;
    }
    const bool braced = peek() == '{';
    if (braced) ++pos_;
    const std::uint32_t name = pos_;
    while (is_word(peek())) ++pos_;
    const std::string_view key = text_.substr(name, pos_ - name);
    if (braced && peek() == '}') ++pos_;
    if (key.empty()) {
      text.append(text_.substr(begin, pos_ - begin));
      return false;
    }
    const auto known = options_.variables.find(std::string(key));
    if (known != options_.variables.end()) {
      text.append(known->second);
    } else {
      text.append_unknown(text_.substr(begin, pos_ - begin));
    }
    return !braced;
  }

  const Document& document_;
  const Options& options_;
  std::string_view text_;
  std::uint32_t pos_;
  std::uint32_t end_;
  Items words_;
};

}  // namespace

std::vector<Item> split_words(const Document& document, ByteSpan local, const Options& options) {
  return Splitter(document, local, options).split();
}

}  // namespace boltseal::shell
