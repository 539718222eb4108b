#include "packages/versions/debian_part.h"
#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

// The rank of what stands next; a number counts as the end.
int rank_of_first(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return 0;
  const char c = text.front();
  if (c == '~') return -1;
  if (is_letter(c)) return c;
  return static_cast<unsigned char>(c) + 256;
}

struct Version {
  std::string_view epoch, upstream, revision;
};

// What `dpkg --compare-versions` takes, warnings included.
std::optional<Version> parse(std::string_view text) {
  text = trim(text);
  if (text.empty() || std::ranges::any_of(text, is_space)) return {};
  Version version;
  if (const std::size_t colon = text.find(':'); colon != text.npos) {
    constexpr std::string_view most = "2147483647";  // INT_MAX, in dpkg's parseversion()
    version.epoch = text.substr(0, colon);
    if (!is_number(version.epoch) || compare_numbers(version.epoch, most) > 0) return {};
    text.remove_prefix(colon + 1);
  }
  if (const std::size_t hyphen = text.rfind('-'); hyphen != text.npos) {
    version.revision = text.substr(hyphen + 1);
    text = text.substr(0, hyphen);
    if (version.revision.empty()) return {};
  }
  version.upstream = text;
  if (text.empty()) return {};
  return version;
}

std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  const std::optional<Version> left = parse(a), right = parse(b);
  if (!left || !right) return {};
  if (const auto order = compare_numbers(left->epoch, right->epoch); order != 0) return order;
  const auto order = compare_debian_part(left->upstream, right->upstream);
  return order != 0 ? order : compare_debian_part(left->revision, right->revision);
}

}  // namespace

std::weak_ordering compare_debian_part(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a.front())) || (!b.empty() && !is_digit(b.front()))) {
      const int left = rank_of_first(a), right = rank_of_first(b);
      if (left != right) return left <=> right;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    const std::string_view left = take_digits(a), right = take_digits(b);
    if (const auto order = compare_numbers(left, right); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

extern const Ordering dpkg_ordering{"dpkg", compare};

}  // namespace boltseal
