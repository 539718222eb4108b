#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace boltseal::rpm {

enum class Tag : std::uint32_t {
  name = 1000,
  version = 1001,
  release = 1002,
  epoch = 1003,
  vendor = 1011,
  license = 1014,
  architecture = 1022,
  source_rpm = 1044,
  provide_name = 1047,
  require_name = 1049,
  modularity_label = 5096,
};

/// The header of a package as a database keeps it (docs/manual/format.md of rpm): counts, an index,
/// and the data that it points into. The bytes are borrowed; whatever they claim, nothing outside
/// of them is read.
class Header {
 public:
  /// Nothing when the counts do not fit the bytes.
  static std::optional<Header> parse(std::string_view bytes);

  /// Empty when the tag is missing or no text.
  std::string_view text(Tag tag) const;
  /// 0 when the tag is missing or no number of 32 bits.
  std::uint32_t number(Tag tag) const;
  /// The texts of an array, as far as there are bytes for them.
  std::vector<std::string_view> texts(Tag tag) const;

 private:
  struct Entry {
    std::uint32_t type = 0, offset = 0, count = 0;
  };
  std::optional<Entry> find(Tag tag) const;

  std::string_view index_, data_;
};

}  // namespace boltseal::rpm
