#include "sources/shell/parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/shell/command_scanner.h"
#include "sources/shell/names.h"

namespace boltseal::shell {
namespace {

constexpr std::array<std::string_view, 8> closing_words = {"then", "else", "elif", "fi",
                                                           "do",   "done", "esac", "}"};

class Parser final : public CommandScanner {
 public:
  Parser(const Document& document, std::vector<Error>& errors) : CommandScanner(document, errors) {}

  Tree script() {
    if (text_.starts_with("\xEF\xBB\xBF")) pos_ = 3;
    limit_text();
    Node all;
    for (;;) {
      Node some = list();
      for (Node& child : some.children) all.children.push_back(std::move(child));
      if (at_end()) break;
      // A closing word that nothing opened.
      const std::string_view word = bare_word();
      const std::uint32_t length = word.empty() ? 1 : static_cast<std::uint32_t>(word.size());
      report("\"" + std::string(text_.substr(pos_, length)) + "\" closes nothing",
             {pos_, pos_ + length});
      pos_ += length;
    }
    read_pending_heredocs();
    return {std::move(all), std::move(decoded_)};
  }

 private:
  Node list() override {
    Node sequence;
    sequence.kind = Node::Kind::sequence;
    for (;;) {
      skip_separators();
      if (at_end() || at_closing()) break;
      const std::uint32_t before = pos_;
      Node next = and_or();
      skip_blanks();
      if (peek() == '&' && peek(1) != '&') {
        ++pos_;
        Node background;
        background.kind = Node::Kind::subshell;
        background.span = next.span;
        background.children.push_back(std::move(next));
        next = std::move(background);
      }
      if (pos_ == before) {
        report("the shell does not expect \"" + std::string(1, peek()) + "\" here",
               {pos_, pos_ + 1});
        ++pos_;
        continue;
      }
      sequence.children.push_back(std::move(next));
    }
    return sequence;
  }

  /// Blanks, line ends, comments and single semicolons between commands.
  void skip_separators() {
    for (;;) {
      skip_blanks();
      if (at_newline()) {
        take_newline();
      } else if (peek() == ';' && peek(1) != ';' && peek(1) != '&') {
        ++pos_;
      } else {
        return;
      }
    }
  }

  /// The unquoted word at the position, if it is delimited as a reserved word must be.
  std::string_view bare_word() const {
    std::uint32_t at = pos_;
    while (at < end_ && at - pos_ < 16 && !is_meta(text_[at]) && text_[at] != '\\') ++at;
    const std::uint32_t next = past_continuations(at);
    if (next < end_ && !is_meta(text_[next])) return {};
    return text_.substr(pos_, at - pos_);
  }

  /// After the line continuations at `at`: the shell takes them away before it looks for words.
  std::uint32_t past_continuations(std::uint32_t at) const {
    while (at < end_ && text_[at] == '\\') {
      if (at + 1 < end_ && text_[at + 1] == '\n') {
        at += 2;
      } else if (at + 2 < end_ && text_[at + 1] == '\r' && text_[at + 2] == '\n') {
        at += 3;
      } else {
        break;
      }
    }
    return at;
  }

  bool at_closing() const {
    if (peek() == ')') return true;
    if (peek() == ';') return true;  // ;; ;& ;;& of a case branch
    const std::string_view word = bare_word();
    return !word.empty() &&
           std::find(closing_words.begin(), closing_words.end(), word) != closing_words.end();
  }

  bool take_word(std::string_view expected) {
    skip_blanks();
    if (bare_word() != expected) return false;
    pos_ += static_cast<std::uint32_t>(expected.size());
    return true;
  }

  void expect(std::string_view word, std::string_view opener, std::uint32_t from) {
    if (stopped_) return;
    if (!take_word(word)) {
      report("\"" + std::string(opener) + "\" has no \"" + std::string(word) + "\"",
             {from, from + static_cast<std::uint32_t>(opener.size())});
    }
  }

  Node and_or() {
    Node first = pipeline();
    skip_blanks();
    if (!at_link()) return first;
    Node chain;
    chain.kind = Node::Kind::and_or;
    chain.span.begin = first.span.begin;
    chain.children.push_back(std::move(first));
    while (at_link()) {
      chain.links += peek();
      pos_ += 2;
      skip_newlines();
      const std::uint32_t before = pos_;
      chain.children.push_back(pipeline());
      skip_blanks();
      if (pos_ == before) break;
    }
    chain.span.end = pos_;
    return chain;
  }

  bool at_link() const {
    return (peek() == '&' && peek(1) == '&') || (peek() == '|' && peek(1) == '|');
  }

  Node pipeline() {
    skip_blanks();
    while (bare_word() == "!") {
      ++pos_;
      skip_blanks();
    }
    Node first = command();
    skip_blanks();
    if (peek() != '|' || peek(1) == '|') return first;
    Node pipe;
    pipe.kind = Node::Kind::pipeline;
    pipe.span.begin = first.span.begin;
    pipe.children.push_back(std::move(first));
    while (peek() == '|' && peek(1) != '|') {
      pos_ += peek(1) == '&' ? 2 : 1;
      skip_newlines();
      const std::uint32_t before = pos_;
      pipe.children.push_back(command());
      skip_blanks();
      if (pos_ == before) break;
    }
    pipe.span.end = pos_;
    return pipe;
  }

  Node command() {
    const Depth depth(*this);
    if (stopped_) return {};
    skip_blanks();
    const std::uint32_t begin = pos_;
    Node node;
    if (peek() == '(' && peek(1) == '(') {
      node = arithmetic_command();
    } else if (peek() == '(') {
      ++pos_;
      node = wrap(Node::Kind::subshell, list());
      close_parenthesis(begin);
    } else if (!compound(node)) {
      node = simple();
      node.span.begin = begin;
      return node;
    }
    node.span.begin = begin;
    if (node.kind != Node::Kind::function) {
      for (skip_blanks(); std::optional<Redirect> to = redirect(); skip_blanks()) {
        node.redirects.push_back(std::move(*to));
      }
    }
    node.span.end = pos_;
    return node;
  }

  static Node wrap(Node::Kind kind, Node child) {
    Node node;
    node.kind = kind;
    node.children.push_back(std::move(child));
    return node;
  }

  Node arithmetic_command() {
    Node node;
    node.kind = Node::Kind::group;
    pos_ += 2;
    Word inside;
    scan_arithmetic(inside);
    node.words.push_back(std::move(inside));
    return node;
  }

  bool compound(Node& node) {
    const std::string_view word = bare_word();
    const std::uint32_t begin = pos_;
    const auto skip = [&] { pos_ += static_cast<std::uint32_t>(word.size()); };
    if (word == "{") {
      skip();
      node = wrap(Node::Kind::group, list());
      expect("}", "{", begin);
    } else if (word == "if") {
      skip();
      node = branch(begin);
    } else if (word == "while" || word == "until") {
      skip();
      node = wrap(Node::Kind::loop, list());
      node.children.push_back(do_group(word, begin));
    } else if (word == "for" || word == "select") {
      skip();
      node = for_each(word, begin);
    } else if (word == "case") {
      skip();
      node = choice(begin);
    } else if (word == "function") {
      skip();
      skip_blanks();
      Word name = scan_word(Mode::normal);
      skip_blanks();
      if (peek() == '(') {
        ++pos_;
        skip_blanks();
        if (peek() == ')') ++pos_;
      }
      node = function_body(std::string(plain(name)));
    } else if (word == "[[") {
      skip();
      node = condition(begin);
    } else if (word == "time" || word == "coproc") {
      skip();
      skip_blanks();
      if (bare_word() == "-p") pos_ += 2;
      node = wrap(Node::Kind::group, command());
    } else {
      return false;
    }
    return true;
  }

  Node branch(std::uint32_t begin) {
    Node node;
    node.kind = Node::Kind::branch;
    // Condition and body in turn; a last lone sequence is the else.
    node.children.push_back(list());
    expect("then", "if", begin);
    node.children.push_back(list());
    while (!stopped_) {
      if (take_word("elif")) {
        node.children.push_back(list());
        expect("then", "if", begin);
        node.children.push_back(list());
      } else if (take_word("else")) {
        node.children.push_back(list());
      } else {
        break;
      }
    }
    expect("fi", "if", begin);
    return node;
  }

  Node do_group(std::string_view opener, std::uint32_t begin) {
    skip_separators();
    if (take_word("{")) {
      Node body = list();
      expect("}", opener, begin);
      return body;
    }
    expect("do", opener, begin);
    Node body = list();
    expect("done", opener, begin);
    return body;
  }

  Node for_each(std::string_view opener, std::uint32_t begin) {
    Node node;
    node.kind = Node::Kind::for_each;
    skip_blanks();
    if (peek() == '(' && peek(1) == '(') {
      node = arithmetic_command();
      node.kind = Node::Kind::for_each;
      node.children.push_back(do_group(opener, begin));
      return node;
    }
    node.name = plain(scan_word(Mode::normal));
    skip_newlines();
    if (take_word("in")) {
      for (;;) {
        skip_blanks();
        if (at_end() || is_meta(peek())) break;
        node.words.push_back(scan_word(Mode::normal));
      }
    }
    node.children.push_back(do_group(opener, begin));
    return node;
  }

  Node choice(std::uint32_t begin) {
    Node node;
    node.kind = Node::Kind::choice;
    skip_blanks();
    node.words.push_back(scan_word(Mode::normal));
    skip_newlines();
    expect("in", "case", begin);
    while (!stopped_) {
      skip_newlines();
      while (peek() == ';') {  // what a branch before ended with
        ++pos_;
        if (peek() == '&') ++pos_;
        skip_newlines();
      }
      if (at_end() || bare_word() == "esac") break;
      if (peek() == '(') ++pos_;
      const std::uint32_t before = pos_;
      for (;;) {  // patterns
        skip_blanks();
        if (at_end() || at_newline() || peek() == ')') break;
        if (peek() == '|') {
          ++pos_;
        } else if (is_meta(peek())) {
          break;
        } else {
          scan_word(Mode::normal);
        }
      }
      if (peek() == ')') ++pos_;
      node.children.push_back(list());
      if (pos_ == before) break;
    }
    expect("esac", "case", begin);
    return node;
  }

  Node function_body(std::string name) {
    skip_newlines();
    Node node = wrap(Node::Kind::function, command());
    node.name = std::move(name);
    return node;
  }

  /// [[ … ]]: words as a test would get them; its operators are words too.
  Node condition(std::uint32_t begin) {
    Node node;
    node.kind = Node::Kind::simple;
    Word program;
    program.span = {begin, pos_};
    program.parts.push_back(literal("[[", program.span, false));
    node.words.push_back(std::move(program));
    for (;;) {
      skip_newlines();
      if (at_end()) {
        report("\"[[\" has no \"]]\"", {begin, begin + 2});
        break;
      }
      if (take_word("]]")) break;
      const std::uint32_t before = pos_;
      node.words.push_back(scan_word(Mode::test));
      if (pos_ == before) ++pos_;
    }
    return node;
  }

  Node simple() {
    Node node;
    node.kind = Node::Kind::simple;
    node.span.end = pos_;
    bool declares = false;
    for (;;) {
      skip_blanks();
      if (at_end()) break;
      if (std::optional<Redirect> to = redirect()) {
        node.redirects.push_back(std::move(*to));
        node.span.end = pos_;
        continue;
      }
      const char c = peek();
      if (c == '(' && node.words.size() == 1 && node.assignments.empty() &&
          peek_past_blanks(1) == ')') {
        const std::string name(plain(node.words[0]));
        while (peek() != ')') ++pos_;
        ++pos_;
        return function_body(name);
      }
      const bool process = (c == '<' || c == '>') && peek(1) == '(';
      if (is_meta(c) && !process) break;
      if (node.words.empty() || declares) {
        if (std::optional<Assignment> set = assignment()) {
          if (declares) node.words.push_back(as_word(*set));
          node.assignments.push_back(std::move(*set));
          node.span.end = pos_;
          continue;
        }
      }
      const std::uint32_t before = pos_;
      node.words.push_back(scan_word(Mode::normal));
      node.span.end = pos_;
      if (pos_ == before) break;
      if (node.words.size() == 1) declares = is_declaration(plain(node.words[0]));
    }
    return node;
  }
};

}  // namespace

Tree parse_script(const Document& document, std::vector<Error>& errors) {
  return Parser(document, errors).script();
}

}  // namespace boltseal::shell
