#include <algorithm>

#include "base/text.h"
#include "sources/yaml/quote.h"
#include "sources/yaml/yaml.h"

namespace boltseal::yaml {
namespace {

// Depth is that of the tree, which parse() bounds.
class Emitter {
 public:
  std::string run(const Node& root) {
    if (is_inline(root)) {
      scalar(root);
      out_ += '\n';
    } else {
      collection(root, 0);
    }
    return std::move(out_);
  }

 private:
  static bool is_inline(const Node& node) {
    return node.is_scalar() || (node.items.empty() && node.entries.empty());
  }

  void indent(std::size_t depth) { out_.append(depth * 2, ' '); }

  // Also empty collections, which only flow style can write.
  void scalar(const Node& node) {
    if (node.is_mapping()) {
      out_ += "{}";
    } else if (node.is_sequence()) {
      out_ += "[]";
    } else if (node.style == Style::plain) {
      // What was plain is written as it was, so that its type stays.
      out_ += node.value.empty()                          ? "null"
              : is_plain(node.value) || node.value == "~" ? node.value
                                                          : quote_double(node.value);
    } else {
      out_ += !is_plain(node.value) || is_typed(node.value) ? quote_double(node.value) : node.value;
    }
  }

  // A text of several lines keeps its lines when it has nothing that a literal scalar cannot hold.
  bool literal(const Node& node, std::size_t depth) {
    const std::string_view value = node.value;
    if (!node.is_scalar() || value.find('\n') == std::string_view::npos) return false;
    // The indentation is told from the first line: a blank or break there would count as part of
    // it.
    if (is_space(value.front()) || value.find('\r') != std::string_view::npos) return false;
    std::string flat(value);
    std::replace(flat.begin(), flat.end(), '\n', ' ');
    std::replace(flat.begin(), flat.end(), '\t', ' ');
    if (needs_escapes(flat)) return false;
    const bool ends = value.ends_with('\n');
    if (value.ends_with("\n\n")) return false;
    out_ += ends ? "|\n" : "|-\n";
    for (const std::string_view line :
         split(value.substr(0, value.size() - (ends ? 1 : 0)), '\n')) {
      if (!line.empty()) indent(depth);
      out_ += line;
      out_ += '\n';
    }
    return true;
  }

  void key(const Node& key) {
    if (key.is_scalar()) return scalar(key);
    out_ += quote_double("(a collection)");
  }

  void value(const Node& node, std::size_t depth) {
    if (is_inline(node)) {
      out_ += ' ';
      if (literal(node, depth + 1)) return;
      scalar(node);
      out_ += '\n';
    } else {
      out_ += '\n';
      collection(node, depth + 1);
    }
  }

  void collection(const Node& node, std::size_t depth) {
    bool first = inside_item_;
    inside_item_ = false;
    const auto lead = [&] {
      if (!first) indent(depth);
      first = false;
    };
    for (const Entry& entry : node.entries) {
      lead();
      key(*entry.key);
      out_ += ':';
      value(*entry.value, depth);
    }
    for (const Node* item : node.items) {
      lead();
      out_ += '-';
      if (is_inline(*item)) {
        value(*item, depth);
      } else {
        out_ += ' ';
        inside_item_ = true;
        collection(*item, depth + 1);
      }
    }
  }

  std::string out_;
  bool inside_item_ = false;  // the next collection begins behind a dash
};

}  // namespace

std::string emit(const Node& node) { return Emitter().run(node); }

}  // namespace boltseal::yaml
