#include "advisories/feeds/debian/feed.h"

#include <algorithm>

#include "advisories/feeds/debian/export.h"
#include "advisories/feeds/debian/lists.h"
#include "advisories/feeds/statements.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool is_list(std::string_view path) {
  return base_name(path) == "list" &&
         std::ranges::any_of(
             std::initializer_list<std::string_view>{"DSA", "DLA", "DTSA", "CVE"},
             [&](std::string_view folder) { return feeds::is_below(path, folder); });
}

// {"0ad": {"CVE-2020-1": {…
bool is_export(std::string_view bytes) {
  std::string_view head = bytes.substr(0, 400);
  for (const std::string_view expected : {"{", "\"", "\"", ":", "{", "\""}) {
    const std::size_t at = head.find(expected);
    if (at == head.npos || at > 100) return false;
    head.remove_prefix(at + 1);
  }
  return (head.starts_with("CVE-") || head.starts_with("TEMP-")) &&
         feeds::begins_with(bytes, {"\"releases\""}, 8192);
}

bool recognises(const FeedFile& file) {
  return is_list(file.path) || (feeds::first_byte(file.bytes) == '{' && is_export(file.bytes));
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  return is_list(file.path) ? debian::read_list(file, sink) : debian::read_export(file, sink);
}

}  // namespace

const Feed debian_feed = {"debian", "Debian security tracker", recognises, read};

}  // namespace boltseal
