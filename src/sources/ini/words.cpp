#include "sources/ini/words.h"

#include <string>
#include <utility>

#include "base/text.h"

namespace boltseal::ini {
namespace {

class Splitter {
 public:
  Splitter(const Document& value, ByteSpan local)
      : value_(value), text_(value.text()), at_(local.begin), end_(local.end) {}

  std::vector<Word> run() {
    std::vector<Word> words;
    for (;;) {
      while (at_ < end_ && is_space(text_[at_])) ++at_;
      if (at_ == end_) return words;
      words.push_back(word());
    }
  }

 private:
  Word word() {
    Word word;
    word.span.begin = at_;
    char quote = 0;
    while (at_ < end_ && (quote != 0 || !is_space(text_[at_]))) {
      const char c = text_[at_];
      if (c == quote) {
        quote = 0;
        ++at_;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        ++at_;
      } else if (c == '\\' && at_ + 1 < end_) {
        escape(word);
      } else if (c == '%' && at_ + 1 < end_) {
        specifier(word);
      } else {
        copy(word);
      }
    }
    word.span.end = at_;
    return word;
  }

  void copy(Word& word) {
    const std::uint32_t begin = at_;
    while (at_ < end_ && !is_space(text_[at_]) &&
           std::string_view("\"'\\%").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    if (at_ == begin) ++at_;  // White space or the other quote inside quotes, a lone \ or %.
    word.text.append(value_.at({begin, at_}));
    word.text_pieces.copy(value_, {begin, at_});
  }

  void escape(Word& word) {
    const std::uint32_t begin = at_;
    const char code = text_[at_ + 1];
    at_ += 2;
    std::string decoded;
    switch (code) {
      case 'n': decoded = "\n"; break;
      case 't': decoded = "\t"; break;
      case 'r': decoded = "\r"; break;
      case 's': decoded = " "; break;
      case '\\':
      case '"':
      case '\'': decoded = code; break;
      case 'x': {
        const std::optional<int> byte = hex(at_);
        if (!byte) return keep(word, begin);
        decoded = static_cast<char>(*byte);
        at_ += 2;
        break;
      }
      default: return keep(word, begin);
    }
    word.text.append(std::string_view(decoded));
    word.text_pieces.replace(decoded, {begin, at_});
  }

  // What is no escape stands for itself.
  void keep(Word& word, std::uint32_t begin) {
    word.text.append(value_.at({begin, at_}));
    word.text_pieces.copy(value_, {begin, at_});
  }

  std::optional<int> hex(std::uint32_t at) const {
    if (end_ - at < 2) return std::nullopt;
    int number = 0;
    for (std::uint32_t i = at; i < at + 2; ++i) {
      const char c = to_lower(text_[i]);
      if (is_digit(c)) {
        number = number * 16 + (c - '0');
      } else if (c >= 'a' && c <= 'f') {
        number = number * 16 + (c - 'a' + 10);
      } else {
        return std::nullopt;
      }
    }
    return number;
  }

  void specifier(Word& word) {
    const ByteSpan span{at_, at_ + 2};
    const char code = text_[at_ + 1];
    if (code == '%') {
      word.text.append(std::string_view("%"));
      word.text_pieces.replace("%", span);
    } else if (is_letter(code)) {
      word.text.append_unknown(value_.at(span));
      word.text_pieces.copy(value_, span);
    } else {
      return copy(word);
    }
    at_ += 2;
  }

  const Document& value_;
  std::string_view text_;
  std::uint32_t at_, end_;
};

}  // namespace

std::vector<Word> split(const Document& value, ByteSpan local) {
  return Splitter(value, local).run();
}

}  // namespace boltseal::ini
