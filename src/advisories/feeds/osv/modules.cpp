#include "advisories/feeds/osv/modules.h"

#include <algorithm>
#include <string_view>

#include "advisories/feeds/records.h"
#include "base/text.h"

namespace boltseal::osv {
namespace {

// Versions of modules are built as "….module_el8.9.0+3627+db8ec155", Rocky's as ".module+el8…".
bool is_built_in_a_module(const json& affected) {
  for (const json& range : feeds::items_of(feeds::in(affected, "ranges"))) {
    for (const json& event : feeds::items_of(feeds::in(range, "events"))) {
      const std::string fixed = text_in(event, "fixed");
      if (fixed.find(".module_el") != fixed.npos || fixed.find(".module+el") != fixed.npos) {
        return true;
      }
    }
  }
  return false;
}

bool is_stream(std::string_view word) {
  const auto good = [](char c) { return is_word(c) || c == '.' || c == '-' || c == '+'; };
  const std::size_t colon = word.find(':');
  return colon != word.npos && colon > 0 && colon + 1 < word.size() && is_letter(word[0]) &&
         std::ranges::all_of(word.substr(0, colon), good) &&
         std::ranges::all_of(word.substr(colon + 1), good);
}

std::vector<std::string> streams_in(std::string_view summary) {
  constexpr std::size_t most = 4;
  std::vector<std::string> streams;
  for (std::string_view word : split(summary, ' ')) {
    while (!word.empty() && (word.back() == ',' || word.back() == '.' || word.back() == ')')) {
      word.remove_suffix(1);
    }
    if (is_stream(word) && streams.size() < most) streams.emplace_back(word);
  }
  return streams;
}

}  // namespace

std::vector<std::string> modules_of(const json& record, const json& affected) {
  std::string said = text_in(feeds::in(affected, "ecosystem_specific"), "rpm_modularity");
  if (!said.empty() || !is_built_in_a_module(affected)) return {std::move(said)};
  std::vector<std::string> streams = streams_in(text_in(record, "summary"));
  if (streams.empty()) streams.emplace_back();
  return streams;
}

}  // namespace boltseal::osv
