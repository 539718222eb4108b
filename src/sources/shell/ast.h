#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace boltseal::shell {

// What the parser leaves: the script's shape, nothing expanded. Spans are local bytes of the
// document.

struct Node;
struct Word;

/// A piece of a word that is expanded in one way.
struct Part {
  enum class Kind : std::uint8_t {
    literal,
    variable,      ///< $x, ${x…}
    substitution,  ///< $(…), `…`, <(…)
    arithmetic,    ///< $((…))
    tilde,         ///< An unquoted ~ or ~user at the beginning.
    foreign,       ///< ${{ … }}: what a CI system fills in before the shell reads it.
  };
  Kind kind = Kind::literal;
  bool quoted = false;
  bool exact = false;  ///< A literal whose bytes stand in the document at `span`.
  ByteSpan span;
  // Views of the document or of Tree::decoded.
  std::string_view text;   ///< Of a literal; the name of a variable.
  std::string_view op;     ///< Of ${x OP argument}: ":-", "##", "/", "length", "indirect", "@".
  std::string_view index;  ///< Of ${x[index]}: "@", "*", or as written.
  std::shared_ptr<const Word> argument;
  std::shared_ptr<const Node> commands;  ///< Of a substitution (or inside arithmetic).
};

struct Word {
  std::vector<Part> parts;
  ByteSpan span;  ///< With its quotes.
};

struct Assignment {
  std::string name;
  bool append = false;   ///< +=
  bool element = false;  ///< name[index]=
  bool array = false;    ///< name=(…)
  Word value;
  std::vector<Word> elements;
  ByteSpan span;
};

/// The body of << or <<-; its expansion is a word of one quoted field.
struct Heredoc {
  bool expands = true;
  Word body;
};

struct Redirect {
  enum class Kind : std::uint8_t { read, write, append, heredoc, here_string, other };
  Kind kind = Kind::other;
  bool is_stdout = true;  ///< No descriptor, 1 or &.
  Word target;
  std::shared_ptr<const Heredoc> heredoc;
};

struct Node {
  enum class Kind : std::uint8_t {
    simple,
    sequence,
    and_or,    ///< children joined by `links`: '&' or '|'
    pipeline,  ///< children joined by |
    subshell,  ///< ( … ), and what runs in the background
    group,     ///< { … }
    branch,    ///< if: `conditions` children first, then one sequence a branch
    loop,      ///< condition and body
    for_each,  ///< words, body
    choice,    ///< case: one sequence a branch
    function,  ///< name in `name`
  };
  Kind kind = Kind::sequence;
  std::string name;  ///< Of a function or of a for's variable.
  std::string links;
  std::vector<Assignment> assignments;  ///< Also those that are arguments of export, local …
  std::vector<Word> words;
  std::vector<Redirect> redirects;
  std::vector<Node> children;
  ByteSpan span;
};

struct Tree {
  Node root;
  std::deque<std::string> decoded;  ///< What $'…' spells.
};

}  // namespace boltseal::shell
