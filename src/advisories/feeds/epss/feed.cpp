#include "advisories/feeds/epss/feed.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::string_view head = "cve,epss,percentile";

bool recognises(const FeedFile& file) {
  const std::string_view first = file.bytes.substr(0, file.bytes.find('\n'));
  return trim(first) == head ||
         (first.starts_with("#model_version:") && feeds::begins_with(file.bytes, {head}));
}

// 270,000 lines "CVE-1999-0001,0.01297,0.78978" without quotes: read without copying.
Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  for (std::string_view rest = file.bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.starts_with('#') || line == head) continue;
    const std::size_t comma = std::min(line.find(','), line.size());
    VulnerabilityNote note{.id = std::string(line.substr(0, comma))};
    const char* const begin = line.data() + std::min(comma + 1, line.size());
    const auto [stop, error] = std::from_chars(begin, line.data() + line.size(), note.epss);
    const bool whole = error == std::errc() && (stop == line.data() + line.size() || *stop == ',');
    if (feeds::is_advisory_id(note.id) && whole && note.epss >= 0 && note.epss <= 1) {
      sink.add(std::move(note));
    } else {
      sink.trouble({"no id and probability: \"" + sanitize(line.substr(0, 100)) + "\"",
                    std::string(file.path),
                    {},
                    {}});
    }
  }
  return {};
}

}  // namespace

const Feed epss_feed = {"epss", "FIRST EPSS", recognises, read};

}  // namespace boltseal
