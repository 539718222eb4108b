#include "sources/compose/interpolate.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal::compose {
namespace {

constexpr int depth_limit = 16;
// Variables that refer to variables can double at every step.
constexpr std::size_t value_limit = 4096;
constexpr std::size_t text_limit = 1 << 20;
// Texts with more unknown parts than this are unknown as a whole: nobody means them.
constexpr int hole_limit = 64;

bool begins_name(char c) { return is_letter(c) || c == '_'; }

class Interpolator {
 public:
  Interpolator(const Environment& environment, Interpolated& result)
      : environment_(environment), result_(result) {}

  Text run(std::string_view raw, std::size_t offset, int depth) {
    Text text;
    std::size_t at = 0;
    while (at < raw.size()) {
      if (holes_ > hole_limit) {
        text.append_unknown(raw.substr(at));
        break;
      }
      const std::size_t dollar = std::min(raw.find('$', at), raw.size());
      text.append(raw.substr(at, dollar - at));
      if (dollar == raw.size()) break;
      const std::string_view rest = raw.substr(dollar);
      std::size_t length = 1;
      if (rest.size() > 1 && rest[1] == '$') {
        text.append(std::string_view("$"));
        length = 2;
      } else if (rest.size() > 1 && begins_name(rest[1])) {
        while (length < rest.size() && is_word(rest[length])) ++length;
        append(text, rest.substr(0, length), rest.substr(1, length - 1), "", {}, 0, depth);
      } else if (rest.size() > 1 && rest[1] == '{' && (length = braced(rest)) > 0) {
        substitute(text, rest.substr(0, length), offset + dollar, depth);
      } else {
        length = 1;
        invalid(offset + dollar, 1);
        text.append(std::string_view("$"));
      }
      at = dollar + length;
    }
    return text;
  }

 private:
  void invalid(std::size_t at, std::size_t length) {
    if (!result_.invalid) {
      result_.invalid =
          ByteSpan{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length)};
    }
  }

  /// The length of the `${…}` that `text` begins with, nested ones included; 0 when it is not
  /// closed.
  static std::size_t braced(std::string_view text) {
    int open = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{') {
        if (++open > depth_limit) return 0;
        ++at;
      } else if (text[at] == '}' && --open == 0) {
        return at + 1;
      }
    }
    return 0;
  }

  void substitute(Text& text, std::string_view whole, std::size_t offset, int depth) {
    const std::string_view inside = whole.substr(2, whole.size() - 3);
    std::size_t length = 0;
    while (length < inside.size() && is_word(inside[length])) ++length;
    const std::string_view name = inside.substr(0, length);
    const std::string_view tail = inside.substr(length);
    const std::size_t colon = tail.starts_with(':') ? 1 : 0;
    const bool known_operator =
        tail.empty() || (tail.size() > colon &&
                         std::string_view("-?+").find(tail[colon]) != std::string_view::npos);
    if (name.empty() || !begins_name(name.front()) || !known_operator) {
      invalid(offset, whole.size());
      unknown(text, whole);
      return;
    }
    const std::string_view op = tail.substr(0, tail.empty() ? 0 : colon + 1);
    append(text, whole, name, op, tail.substr(op.size()), offset + 2 + length + op.size(), depth);
  }

  void append(Text& text, std::string_view whole, std::string_view name, std::string_view op,
              std::string_view word, std::size_t word_offset, int depth) {
    if (text.bytes().size() > text_limit) return unknown(text, whole);
    const auto found = environment_.find(std::string(name));
    const bool set =
        found != environment_.end() && !(op.starts_with(':') && found->second.value.empty());
    const char kind = op.empty() ? '\0' : op.back();
    if (set) result_.used.push_back(&found->second);
    if (kind == '+') {
      if (!set || depth == depth_limit) return unknown(text, whole);
      return text.append(run(word, word_offset, depth + 1));
    }
    if (set) return text.append(found->second.value);
    if (kind == '-' && depth < depth_limit) return text.append(run(word, word_offset, depth + 1));
    unknown(text, whole);
  }

  void unknown(Text& text, std::string_view whole) {
    ++holes_;
    text.append_unknown(whole);
  }

  const Environment& environment_;
  Interpolated& result_;
  int holes_ = 0;
};

/// One pass over an env file.
class EnvReader {
 public:
  explicit EnvReader(const File& file) : file_(file), text_(file.text) {}

  Environment run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      line(end);
      at_ = std::max(at_, end) + 1;
    }
    return std::move(environment_);
  }

 private:
  void line(std::size_t end) {
    skip_blanks(end);
    if (text_.substr(at_, end - at_).starts_with("export ")) {
      at_ += 7;
      skip_blanks(end);
    }
    const std::size_t begin = at_;
    while (at_ < end && (is_word(text_[at_]) || text_[at_] == '.' || text_[at_] == '-')) ++at_;
    const std::string name(text_.substr(begin, at_ - begin));
    skip_blanks(end);
    // Compose also takes "NAME: value".
    if (name.empty() || at_ == end || (text_[at_] != '=' && text_[at_] != ':')) return;
    ++at_;
    skip_blanks(end);
    Variable variable;
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      quoted(variable, text_[at_]);
    } else {
      plain(variable, end);
    }
    variable.origin.file = &file_;
    variable.origin.kind = OriginKind::environment;
    std::size_t last = std::min(at_, text_.size());
    while (last > begin && is_space(text_[last - 1])) --last;
    variable.origin.span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(last)};
    if (variable.value.bytes().size() > value_limit) {
      variable.value = Text::unknown("${" + name + "}");
    }
    environment_[name] = std::move(variable);
  }

  void plain(Variable& variable, std::size_t end) {
    std::size_t stop = end;
    for (std::size_t at = at_; at + 1 < end; ++at) {
      if (is_blank(text_[at]) && text_[at + 1] == '#') {
        stop = at;
        break;
      }
    }
    variable.value = interpolate(trim(text_.substr(at_, stop - at_)), environment_).text;
    at_ = stop;
    while (at_ > 0 && at_ <= text_.size() && is_space(text_[at_ - 1]) && text_[at_ - 1] != '\n') {
      --at_;
    }
  }

  void quoted(Variable& variable, char quote) {
    std::string value;
    std::size_t at = at_ + 1;
    for (; at < text_.size() && text_[at] != quote; ++at) {
      if (quote == '"' && text_[at] == '\\' && at + 1 < text_.size()) {
        const char c = text_[++at];
        if (c == 'n') {
          value += '\n';
        } else if (c == '$') {
          value += "$$";
        } else {
          value += c;
        }
      } else {
        value += text_[at];
      }
    }
    at_ = std::min(at + 1, text_.size());
    if (quote == '"') {
      variable.value = interpolate(value, environment_).text;
    } else {
      variable.value = Text(std::move(value));
    }
  }

  void skip_blanks(std::size_t end) {
    while (at_ < end && is_space(text_[at_])) ++at_;
  }

  const File& file_;
  std::string_view text_;
  std::size_t at_ = 0;
  Environment environment_;
};

}  // namespace

Interpolated interpolate(std::string_view raw, const Environment& environment) {
  Interpolated result;
  Text text = Interpolator(environment, result).run(raw, 0, 0);
  result.text = std::move(text);
  return result;
}

Environment read_env_file(const File& file) { return EnvReader(file).run(); }

}  // namespace boltseal::compose
