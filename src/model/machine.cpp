#include "model/machine.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>

namespace boltseal {
namespace {

bool is_number(char c) { return c >= '0' && c <= '9'; }

// What is left of a release without its numbers says its kind: "amd64", "cloud-amd64".
std::string kind_of(std::string_view release) {
  std::string kind;
  const std::size_t dash = release.find('-');
  for (std::size_t at = dash; at < release.size(); ++at) {
    const bool begins_number = is_number(release[at]) && release[at - 1] == '-';
    if (begins_number) {
      while (at + 1 < release.size() && (is_number(release[at + 1]) || release[at + 1] == '.'))
        ++at;
    } else {
      kind += release[at];
    }
  }
  return kind;
}

std::vector<long long> numbers_of(std::string_view release) {
  std::vector<long long> numbers;
  for (std::size_t at = 0; at < release.size();) {
    if (!is_number(release[at])) {
      ++at;
      continue;
    }
    long long number = 0;
    const auto [end, error] =
        std::from_chars(release.data() + at, release.data() + release.size(), number);
    numbers.push_back(error == std::errc() ? number : 0);
    at = static_cast<std::size_t>(end - release.data());
  }
  return numbers;
}

}  // namespace

Exposure exposure_of(const MachineFile& file) {
  constexpr unsigned others_write = 0002, group_writes = 0020;
  constexpr unsigned others_read = 0004, group_reads = 0040;
  const bool is_of_root = file.group == "root";
  if (file.owner != "root") return Exposure::owner;
  if ((file.mode & others_write) != 0) return Exposure::everybody;
  if ((file.mode & group_writes) != 0 && !is_of_root && file.group != file.kind->group) {
    return Exposure::group;
  }
  const bool is_read =
      (file.mode & others_read) != 0 || ((file.mode & group_reads) != 0 && !is_of_root);
  return file.kind->is_secret && is_read ? Exposure::readers : Exposure::none;
}

std::string octal(unsigned mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) {
    text += static_cast<char>('0' + ((mode >> shift) & 7));
  }
  return text;
}

bool is_newer_kernel(std::string_view release, std::string_view than) {
  return kind_of(release) == kind_of(than) && numbers_of(release) > numbers_of(than);
}

}  // namespace boltseal
