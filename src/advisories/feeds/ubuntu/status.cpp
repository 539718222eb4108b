#include "advisories/feeds/ubuntu/status.h"

#include <algorithm>

#include "advisories/feeds/statements.h"
#include "base/text.h"
#include "model/distribution.h"

namespace boltseal::ubuntu {
namespace {

struct Word {
  std::string_view word;
  Status status;
};

constexpr Word words[] = {
    {"needed", Status::affected},
    {"active", Status::affected},       // Somebody works on it.
    {"in-progress", Status::affected},  // The same, later.
    {"pending", Status::affected},      // Built, not yet published.
    {"needs-triage", Status::under_investigation},
    {"deferred", Status::deferred},
    {"ignored", Status::wont_fix},
    {"not-affected", Status::not_affected},
};

// How the reason of "ignored" is spelled over the years when the release is at its end.
constexpr std::string_view ends_of_life[] = {"end-of-life", "end of life",
                                             "end of standard support", "out of standard support",
                                             "end of ESM support"};

bool is_release(std::string_view codename) {
  return codename == "devel" || ubuntu_release(codename) != codename;
}

// "1.1.1-1ubuntu2" of " (1.1.1-1ubuntu2, see notes)" and of " [1.1.1-1ubuntu2]".
std::string_view version_in(std::string_view detail) {
  detail = trim(detail);
  if (!detail.starts_with('(') && !detail.starts_with('[')) return {};
  detail = trim(detail.substr(1));
  const std::string_view version = detail.substr(0, detail.find_first_of(" \t,;()[]"));
  return !version.empty() && is_digit(version.front()) ? version : std::string_view();
}

struct YearMonth {
  std::int64_t year = 0, month = 0;
  auto operator<=>(const YearMonth&) const = default;
};

YearMonth parts_of(std::string_view release) {
  const std::size_t dot = std::min(release.find('.'), release.size());
  return {parse_int(release.substr(0, dot)).value_or(0),
          parse_int(release.substr(std::min(dot + 1, release.size()))).value_or(0)};
}

}  // namespace

Pocket pocket_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return is_release(text) ? Pocket{text} : Pocket{};
  const std::string_view before_it = text.substr(0, slash), after_it = text.substr(slash + 1);
  if (after_it == "esm" && is_release(before_it)) return {before_it, true};
  // esm-infra, esm-apps, esm-infra-legacy; not fips/… or ros-esm/…, which are other builds.
  if (before_it.starts_with("esm-") && is_release(after_it)) return {after_it, true};
  return {};
}

bool read_status(std::string_view text, Affected& affected) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t(["), text.size());
  const std::string_view word = text.substr(0, end), detail = text.substr(end);
  const std::string_view version = version_in(detail);
  if (word == "released") {
    if (version.empty()) return false;
    affected.ranges = {feeds::before(version)};
    return true;
  }
  const auto found = std::ranges::find(words, word, &Word::word);
  if (found == std::end(words)) return false;
  affected.status = found->status;
  affected.ranges = {word == "pending" && !version.empty() ? feeds::before(version)
                                                           : feeds::every_version()};
  if (found->status != Status::not_affected) affected.note = word;
  const bool ended = std::ranges::any_of(
      ends_of_life, [&](std::string_view phrase) { return detail.find(phrase) != detail.npos; });
  if (word == "ignored" && ended) affected.status = Status::end_of_life;
  return true;
}

std::string release_after(std::string_view release) {
  const auto [year, month] = parts_of(release);
  return month < 10 ? std::to_string(year) + ".10" : std::to_string(year + 1) + ".04";
}

bool is_older(std::string_view a, std::string_view b) { return parts_of(a) < parts_of(b); }

}  // namespace boltseal::ubuntu
