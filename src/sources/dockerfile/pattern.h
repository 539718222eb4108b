#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal::dockerfile {

/// A shell pattern of `${x#pattern}`: `*` and `?`; brackets have no meaning (BuildKit's
/// convertShellPatternToRegex). Bytes are compared; `?` takes one code point.
class Pattern {
 public:
  /// Nothing when a backslash stands before something that needs none.
  static std::optional<Pattern> parse(std::string_view text);

  /// The length of the shortest or longest beginning of `value` that matches; takes
  /// value.size() × size() steps.
  std::optional<std::size_t> match_prefix(std::string_view value, bool longest) const;
  std::optional<std::size_t> match_suffix(std::string_view value, bool longest) const;

  std::size_t size() const { return parts_.size(); }

 private:
  enum class Kind { byte, any, star };
  struct Part {
    Kind kind;
    char byte;
  };
  std::vector<Part> parts_;
};

}  // namespace boltseal::dockerfile
