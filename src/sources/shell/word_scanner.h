#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/document.h"
#include "sources/shell/ast.h"

namespace boltseal::shell {

/// Bytes → words with their parts, line ends and heredocs: the half of the parser below commands.
/// The commands inside substitutions are read by `list`, which the other half implements.
class WordScanner {
 public:
  virtual ~WordScanner() = default;

 protected:
  WordScanner(const Document& document, std::vector<Error>& errors);

  enum class Mode : std::uint8_t {
    normal,
    assignment,    ///< The value after `x=`.
    test,          ///< Inside [[ ]]: only white space ends a word.
    brace,         ///< The argument of ${x:-…}: ends at "}".
    quoted_brace,  ///< The same inside double quotes.
  };

  /// Commands up to a closing word, ")" or the end.
  virtual Node list() = 0;

  bool at_end() const { return pos_ >= end_; }
  char peek(std::uint32_t ahead = 0) const {
    return pos_ + ahead < end_ ? text_[pos_ + ahead] : '\0';
  }
  char peek_past_blanks(std::uint32_t ahead) const;
  bool at_newline() const { return peek() == '\n' || (peek() == '\r' && peek(1) == '\n'); }
  /// Ends the line: the bodies of its heredocs follow.
  void take_newline();
  void read_pending_heredocs();
  /// Blanks, continued lines and a comment.
  void skip_blanks();
  /// Whether the byte ends an unquoted word.
  static bool is_meta(char c);

  Word scan_word(Mode mode);
  /// From after "((" to after "))"; commands inside are kept as parts.
  void scan_arithmetic(Word& into);
  /// Reads the delimiter of << ; the body is filled in at the end of the line.
  std::shared_ptr<const Heredoc> begin_heredoc(bool strips_tabs);
  void close_parenthesis(std::uint32_t open);
  /// Cuts the text at binary data and at the size that is read.
  void limit_text();
  void report(std::string message, ByteSpan local);
  /// A part that views `text`.
  static Part literal(std::string_view text, ByteSpan span, bool quoted);

  /// Counts nesting; beyond the limit the rest of the text is given up with an error.
  class Depth {
   public:
    explicit Depth(WordScanner& scanner);
    ~Depth() { --scanner_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    WordScanner& scanner_;
  };

  const Document& document_;
  std::vector<Error>& errors_;
  std::string_view text_;
  std::uint32_t pos_ = 0;
  std::uint32_t end_ = 0;
  bool stopped_ = false;
  std::deque<std::string> decoded_;  ///< What $'…' spells; parts view it.

 private:
  struct Pending {
    std::shared_ptr<Heredoc> heredoc;
    std::string delimiter;
    bool strips_tabs;
    ByteSpan operator_span;
  };

  void scan_double(Word& into, char close, bool strips_tabs);
  void scan_single(Word& into);
  void scan_ansi(Word& into);
  void scan_dollar(Word& into, bool quoted);
  void scan_brace(Word& into, bool quoted);
  void scan_backtick(Word& into, bool quoted);
  void scan_substitution(Word& into, bool quoted);
  void flush(Word& into, std::uint32_t from, std::uint32_t to, bool quoted);
  void read_body(Pending& pending);

  int depth_ = 0;
  std::size_t words_ = 0;
  std::deque<Pending> pending_;
};

}  // namespace boltseal::shell
