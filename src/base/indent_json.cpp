#include "base/indent_json.h"

#include <algorithm>
#include <cstddef>

namespace boltseal {
namespace {

constexpr std::size_t most_depth = 64;

class Indenter {
 public:
  explicit Indenter(std::string_view json) : json_(json) { out_.reserve(json.size() * 3 / 2); }

  std::string run() {
    while (at_ < json_.size()) step(json_[at_]);
    return std::move(out_);
  }

 private:
  void step(char c) {
    switch (c) {
      case ' ':
      case '\t':
      case '\r':
      case '\n': ++at_; return;
      case '"': return string();
      case '{':
      case '[': return open(c);
      case '}':
      case ']':
        if (depth_ > 0) --depth_;
        line();
        break;
      case ',':
        out_ += c;
        ++at_;
        return line();
      case ':':
        out_ += ": ";
        ++at_;
        return;
      default: break;
    }
    out_ += c;
    ++at_;
  }

  void string() {
    const std::size_t begin = at_++;
    while (at_ < json_.size() && json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, json_.size());
    out_ += json_.substr(begin, at_ - begin);
  }

  // What is empty stays on its line.
  void open(char c) {
    out_ += c;
    const std::size_t next = json_.find_first_not_of(" \t\r\n", ++at_);
    if (next != std::string_view::npos && json_[next] == (c == '{' ? '}' : ']')) {
      out_ += json_[next];
      at_ = next + 1;
      return;
    }
    ++depth_;
    line();
  }

  void line() {
    out_ += '\n';
    out_.append(4 * std::min(depth_, most_depth), ' ');
  }

  std::string_view json_;
  std::size_t at_ = 0, depth_ = 0;
  std::string out_;
};

}  // namespace

std::string indent_json(std::string_view json) { return Indenter(json).run(); }

}  // namespace boltseal
