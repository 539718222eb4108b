#include "support/image_listing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace boltseal::test {
namespace {

// The ten characters of ls(1): a kind, and the three times three rights.
void read_mode(std::string_view letters, ContainedFile& file) {
  using Kind = ContainedFile::Kind;
  file.kind = letters[0] == '-'   ? Kind::file
              : letters[0] == 'd' ? Kind::folder
              : letters[0] == 'l' ? Kind::symbolic_link
                                  : Kind::other;
  for (std::size_t at = 1; at < 10; ++at) {
    const char c = letters[at];
    const int bit = 1 << (9 - at);
    if (c != '-' && c != 'S' && c != 'T') file.mode |= static_cast<std::uint16_t>(bit);
    if (c == 's' || c == 'S') file.mode |= at == 3 ? 04000 : 02000;
    if (c == 't' || c == 'T') file.mode |= 01000;
  }
}

}  // namespace

ImageContents read_listing(const File& listing) {
  ImageContents image;
  image.name = listing.path;
  for (const std::string_view line : split(listing.text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("claims ")) {
      image.claims_distroless = line.substr(7);
      continue;
    }
    if (line.starts_with("| ") && !image.files.empty()) {
      std::optional<std::string>& body = image.files.back().body;
      if (!body) body.emplace();
      *body += line.substr(2);
      *body += '\n';
      continue;
    }
    const std::vector<std::string_view> words = split(line, ' ');
    const std::vector<std::string_view> owner =
        words.size() > 2 ? split(words[1], ':') : std::vector<std::string_view>();
    if (owner.size() != 2 || words[0].size() != 10 || !words[2].starts_with('/')) {
      ADD_FAILURE() << listing.path << ": no line of a listing: " << line;
      continue;
    }
    ContainedFile& file = image.files.emplace_back();
    read_mode(words[0], file);
    file.user = static_cast<std::uint32_t>(parse_int(owner[0]).value_or(0));
    file.group = static_cast<std::uint32_t>(parse_int(owner[1]).value_or(0));
    file.path = words[2];
    for (std::size_t at = 3; at < words.size(); ++at) {
      file.is_hidden = file.is_hidden || words[at] == "removed";
      file.has_capabilities = file.has_capabilities || words[at] == "capabilities";
    }
    const auto begin = static_cast<std::uint32_t>(line.data() - listing.text.data());
    file.origin.file = &listing;
    file.origin.span = {begin, begin + static_cast<std::uint32_t>(line.size())};
  }
  std::ranges::stable_sort(image.files, {}, &ContainedFile::path);
  return image;
}

}  // namespace boltseal::test
