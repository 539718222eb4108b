#include "packages/rpm/header.h"

#include <algorithm>

#include "packages/rpm/bytes.h"

namespace boltseal::rpm {
namespace {

constexpr std::size_t intro_size = 8, entry_size = 16;
constexpr std::uint32_t most_entries = 0xffff;  // as librpm
// A package of texlive provides about 10,000 names.
constexpr std::uint32_t most_texts = 200'000;
// Types of data.
constexpr std::uint32_t int32 = 4, string = 6, string_array = 8, i18n_string = 9;

std::uint32_t word(std::string_view bytes, std::size_t at) {
  return number_at<std::uint32_t>(bytes, at, std::endian::big);
}

}  // namespace

std::optional<Header> Header::parse(std::string_view bytes) {
  if (bytes.size() < intro_size) return std::nullopt;
  const std::uint32_t entries = word(bytes, 0);
  const std::uint64_t data_size = word(bytes, 4);
  if (entries == 0 || entries > most_entries) return std::nullopt;
  const std::size_t data_begin = intro_size + entry_size * entries;
  if (data_begin + data_size > bytes.size()) return std::nullopt;
  Header header;
  header.index_ = bytes.substr(intro_size, entry_size * entries);
  header.data_ = bytes.substr(data_begin, data_size);
  return header;
}

std::optional<Header::Entry> Header::find(Tag tag) const {
  // From the end: what the database added after the package's own region replaces what is there.
  for (std::size_t at = index_.size(); at >= entry_size; at -= entry_size) {
    const std::size_t begin = at - entry_size;
    if (word(index_, begin) != static_cast<std::uint32_t>(tag)) continue;
    return Entry{word(index_, begin + 4), word(index_, begin + 8), word(index_, begin + 12)};
  }
  return std::nullopt;
}

std::string_view Header::text(Tag tag) const {
  const auto entry = find(tag);
  if (!entry || (entry->type != string && entry->type != i18n_string)) return {};
  const std::string_view rest = slice(data_, entry->offset, data_.size());
  return rest.substr(0, rest.find('\0'));
}

std::uint32_t Header::number(Tag tag) const {
  const auto entry = find(tag);
  return entry && entry->type == int32 && entry->count > 0 ? word(data_, entry->offset) : 0;
}

std::vector<std::string_view> Header::texts(Tag tag) const {
  std::vector<std::string_view> all;
  const auto entry = find(tag);
  if (!entry || entry->type != string_array) return all;
  std::string_view rest = slice(data_, entry->offset, data_.size());
  const std::uint32_t count = std::min(entry->count, most_texts);
  for (std::uint32_t i = 0; i < count && !rest.empty(); ++i) {
    const std::string_view one = rest.substr(0, rest.find('\0'));
    all.push_back(one);
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return all;
}

}  // namespace boltseal::rpm
