#include <yaml.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "sources/yaml/builder.h"
#include "sources/yaml/yaml.h"

namespace boltseal::yaml {
namespace {

/// Turns libyaml's marks, which count characters, into bytes.
class ByteIndex {
 public:
  explicit ByteIndex(std::string_view text) : text_(text) {
    if (std::none_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
      return;
    }
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (is_continuation(text[at])) continue;
      if (characters++ % step == 0) checkpoints_.push_back(static_cast<std::uint32_t>(at));
    }
  }

  std::uint32_t bytes(std::size_t character) const {
    if (checkpoints_.empty()) {
      return static_cast<std::uint32_t>(std::min(character, text_.size()));
    }
    const std::size_t checkpoint = character / step;
    if (checkpoint >= checkpoints_.size()) return static_cast<std::uint32_t>(text_.size());
    std::size_t at = checkpoints_[checkpoint];
    for (std::size_t left = character % step; left > 0 && at < text_.size(); --left) {
      ++at;
      while (at < text_.size() && is_continuation(text_[at])) ++at;
    }
    return static_cast<std::uint32_t>(at);
  }

 private:
  static constexpr std::size_t step = 64;
  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

  std::string_view text_;
  std::vector<std::uint32_t> checkpoints_;  // byte of every 64th character; empty for ASCII
};

struct EventDeleter {
  void operator()(yaml_event_t* event) const { yaml_event_delete(event); }
};
struct ParserDeleter {
  void operator()(yaml_parser_t* parser) const { yaml_parser_delete(parser); }
};

std::string_view text_of(const yaml_char_t* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view{};
}

Style style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: return Style::single_quoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return Style::double_quoted;
    case YAML_LITERAL_SCALAR_STYLE: return Style::literal;
    case YAML_FOLDED_SCALAR_STYLE: return Style::folded;
    default: return Style::plain;
  }
}

class Parser {
 public:
  Parser(const Document& document, Tree& tree, Limits limits)
      : document_(document),
        text_(document.text()),
        offset_(text_.starts_with("\xEF\xBB\xBF") ? 3 : 0),
        index_(text_.substr(offset_)),
        builder_(document, tree, limits) {}

  Result<void> run() {
    if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
      return std::unexpected(document_.error("the file is UTF-16, which no container tool reads",
                                             {0, 2}, "Save it as UTF-8"));
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
      return std::unexpected(document_.error("there is not enough memory to read YAML", {}));
    }
    const std::unique_ptr<yaml_parser_t, ParserDeleter> owner(&parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser,
                                 reinterpret_cast<const unsigned char*>(text_.data()) + offset_,
                                 text_.size() - offset_);
    for (bool done = false; !done;) {
      yaml_event_t event;
      if (!yaml_parser_parse(&parser, &event)) return std::unexpected(syntax_error(parser));
      const std::unique_ptr<yaml_event_t, EventDeleter> event_owner(&event);
      done = event.type == YAML_STREAM_END_EVENT;
      if (Result<void> handled = handle(event); !handled) return handled;
    }
    return {};
  }

 private:
  std::uint32_t byte(const yaml_mark_t& mark) const {
    return index_.bytes(mark.index) + static_cast<std::uint32_t>(offset_);
  }

  Result<void> handle(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: anchors_.clear(); return {};
      case YAML_SCALAR_EVENT: return scalar(event);
      case YAML_ALIAS_EVENT: return alias(event);
      case YAML_SEQUENCE_START_EVENT:
        return open(event, Kind::sequence, event.data.sequence_start.anchor,
                    event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
      case YAML_MAPPING_START_EVENT:
        return open(event, Kind::mapping, event.data.mapping_start.anchor,
                    event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: builder_.close(byte(event.end_mark)); return builder_.result();
      default: return {};
    }
  }

  Result<void> scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    Node& node = builder_.make();
    node.style = style_of(scalar.style);
    node.span = {byte(event.start_mark), byte(event.end_mark)};
    if (begins_with_property(node.span.begin)) {
      node.span.begin = std::min(skip_properties(node, scalar.anchor), node.span.end);
      if (scalar.length == 0 && node.style == Style::plain) node.span.begin = node.span.end;
    }
    node.value = kept({reinterpret_cast<const char*>(scalar.value), scalar.length}, node.span);
    if (node.style == Style::literal || node.style == Style::folded) trim_block_scalar(node);
    remember(scalar.anchor, node);
    builder_.add_scalar(node);
    return builder_.result();
  }

  // Most scalars stand in the text as they are meant, in quotes or not.
  std::string_view kept(std::string_view value, ByteSpan span) {
    std::string_view written = document_.at(span);
    if (written.size() == value.size() + 2) written = written.substr(1, value.size());
    return written == value ? written : builder_.keep(value);
  }

  Result<void> alias(const yaml_event_t& event) {
    const ByteSpan at{byte(event.start_mark), byte(event.end_mark)};
    const auto found = anchors_.find(std::string(text_of(event.data.alias.anchor)));
    if (found == anchors_.end()) {
      return std::unexpected(document_.error(
          "the alias *" + sanitize(text_of(event.data.alias.anchor)) + " has no anchor before it",
          at, "Define the anchor with & before it is used"));
    }
    if (builder_.is_open(*found->second)) {
      return std::unexpected(document_.error(
          "the anchor &" + sanitize(found->first) + " contains itself through this alias", at,
          "Write the value out"));
    }
    builder_.add(*found->second, at);
    return builder_.result();
  }

  Result<void> open(const yaml_event_t& event, Kind kind, const yaml_char_t* anchor, bool flow) {
    Node& node = builder_.make();
    node.kind = kind;
    // The event of a flow collection ends behind its bracket; that of a single pair has none.
    const std::uint32_t end = byte(event.end_mark);
    const bool bracketed =
        end > byte(event.start_mark) && (text_[end - 1] == '{' || text_[end - 1] == '[');
    node.style = !flow ? Style::block : bracketed ? Style::flow : Style::pair;
    node.span.begin = byte(event.start_mark);
    if (begins_with_property(node.span.begin) && has_properties(event)) {
      node.span.begin = skip_properties(node, anchor);
    }
    node.span.end = node.span.begin;
    remember(anchor, node);
    builder_.open(node);
    return builder_.result();
  }

  // A key's own anchor stands where its block mapping begins: only what the event reports is the
  // mapping's.
  static bool has_properties(const yaml_event_t& event) {
    if (event.type == YAML_SEQUENCE_START_EVENT) {
      return event.data.sequence_start.anchor || event.data.sequence_start.tag;
    }
    return event.data.mapping_start.anchor || event.data.mapping_start.tag;
  }

  bool begins_with_property(std::uint32_t at) const {
    return at < text_.size() && (text_[at] == '&' || text_[at] == '!');
  }

  /// Where the node itself begins behind its anchor and tag, which libyaml counts as part of it.
  std::uint32_t skip_properties(Node& node, const yaml_char_t* anchor) const {
    bool anchor_left = anchor != nullptr;
    bool tag_left = true;
    std::size_t at = node.span.begin;
    while (at < text_.size()) {
      const char c = text_[at];
      if (is_space(c)) {
        ++at;
      } else if (c == '#') {
        at = std::min(text_.find('\n', at), text_.size());
      } else if ((c == '&' && anchor_left) || (c == '!' && tag_left)) {
        (c == '&' ? anchor_left : tag_left) = false;
        std::size_t end = at;
        const bool verbatim = text_.substr(at).starts_with("!<");
        while (end < text_.size() && !is_space(text_[end]) &&
               (verbatim || std::string_view(",[]{}").find(text_[end]) == std::string_view::npos)) {
          ++end;
        }
        if (c == '!') node.tag = text_.substr(at, end - at);
        at = end;
      } else {
        break;
      }
    }
    return static_cast<std::uint32_t>(at);
  }

  // libyaml counts the line breaks behind a block scalar as part of it.
  void trim_block_scalar(Node& node) const {
    std::string_view text = document_.at(node.span);
    while (text.ends_with('\n') || text.ends_with('\r')) {
      text.remove_suffix(1);
      const std::size_t line = text.find_last_of("\r\n");
      if (line == std::string_view::npos) break;
      if (!trim(text.substr(line + 1)).empty()) break;
      text.remove_suffix(text.size() - line - 1);
    }
    node.span.end = node.span.begin + static_cast<std::uint32_t>(text.size());
  }

  void remember(const yaml_char_t* anchor, const Node& node) {
    if (anchor) anchors_[std::string(text_of(anchor))] = &node;
  }

  Error syntax_error(const yaml_parser_t& parser) const {
    const auto size = static_cast<std::uint32_t>(text_.size());
    if (parser.error == YAML_READER_ERROR) {
      const auto at =
          static_cast<std::uint32_t>(std::min(parser.problem_offset + offset_, text_.size()));
      const bool control = std::string_view(parser.problem).find("control") != std::string::npos;
      return document_.error(
          control ? "YAML forbids this control character" : "the text is not valid UTF-8",
          {at, std::min(at + 1, size)}, "Save the file as UTF-8 text");
    }
    if (parser.error == YAML_MEMORY_ERROR) {
      return document_.error("there is not enough memory to read this YAML", {});
    }
    const std::uint32_t at = std::min(byte(parser.problem_mark), size);
    std::string message = "YAML cannot be read here: ";
    if (parser.context && *parser.context) message += std::string(parser.context) + ", ";
    message += parser.problem ? parser.problem : "syntax error";
    std::string remedy = "Mend the syntax; indentation and missing quotes are the usual causes";
    if (at < size && text_[at] == '\t') remedy = "Indent with spaces: YAML forbids tabs here";
    if (at < size && (text_[at] == '@' || text_[at] == '`' || text_[at] == '%')) {
      remedy = "Put the value in quotes";
    }
    return document_.error(std::move(message), {at, std::min(at + 1, size)}, std::move(remedy));
  }

  const Document& document_;
  std::string_view text_;
  std::size_t offset_;  // of the text behind a byte order mark
  ByteIndex index_;
  Builder builder_;
  std::unordered_map<std::string, const Node*> anchors_;
};

}  // namespace

Result<void> parse(const Document& document, Tree& tree, Limits limits) {
  return Parser(document, tree, limits).run();
}

Result<const Tree*> tree_of(const Document& document) {
  // Its nodes refer to the document beside it.
  struct Parsed {
    Document document;
    Tree tree;
    Result<void> result;
  };
  if (document.kept() == nullptr) {
    auto parsed = std::make_shared<Parsed>(Parsed{document, {}, {}});
    parsed->result = parse(parsed->document, parsed->tree);
    document.kept() = std::move(parsed);
  }
  const auto& parsed = *static_cast<const Parsed*>(document.kept().get());
  if (!parsed.result) return std::unexpected(parsed.result.error());
  return &parsed.tree;
}

}  // namespace boltseal::yaml
