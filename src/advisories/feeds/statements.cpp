#include "advisories/feeds/statements.h"

#include <algorithm>
#include <utility>

#include "base/date.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal::feeds {
namespace {

constexpr std::pair<std::string_view, Rating> ratings[] = {
    {"critical", Rating::critical},     {"high", Rating::high},
    {"important", Rating::high},        {"medium", Rating::medium},
    {"moderate", Rating::medium},       {"low", Rating::low},
    {"negligible", Rating::negligible}, {"unimportant", Rating::negligible},
    {"none", Rating::negligible},       {"informational", Rating::negligible},
};

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// "e.g. this" does not end a sentence, and neither does "1.2.3".
std::size_t end_of_sentence(std::string_view line) {
  for (std::size_t at = line.find(". "); at != line.npos; at = line.find(". ", at + 1)) {
    const char next = at + 2 < line.size() ? line[at + 2] : 'A';
    if (at >= 20 && (next < 'a' || next > 'z')) return at + 1;
  }
  return line.size();
}

// Stricter than what a record may call itself, because remarks stand beside it. Varnish's have no
// hyphen ("VSV00019"), GitHub's need no digit, Wireshark's are in lower case.
bool is_id_of_a_list(std::string_view word) {
  if (word.starts_with("wnpa-sec-")) return is_advisory_id(word);
  if (word.empty() || word.front() < 'A' || word.front() > 'Z') return false;
  if (word.starts_with("VSV")) return std::ranges::all_of(word.substr(3), is_digit);
  return is_advisory_id(word) && (word.starts_with("GHSA-") || std::ranges::any_of(word, is_digit));
}

}  // namespace

VersionRange before(std::string_view version) {
  using enum VersionEvent::Kind;
  return {{{introduced, "0"}, {fixed, std::string(version)}}};
}

VersionRange up_to(std::string_view version) {
  using enum VersionEvent::Kind;
  return {{{introduced, "0"}, {last_affected, std::string(version)}}};
}

VersionRange every_version() { return {{{VersionEvent::Kind::introduced, "0"}}}; }

Rating rating_of(std::string_view word) {
  const auto found = std::ranges::find_if(
      ratings, [&](const auto& known) { return equals_ignoring_case(known.first, word); });
  return found == std::end(ratings) ? Rating::unknown : found->second;
}

std::string first_sentence(std::string_view text) {
  constexpr std::size_t most = 200, looked_at = 2000;
  text = trim(text);
  while (text.starts_with('#')) {  // A heading of Markdown.
    text = trim(text.substr(std::min(text.find('\n'), text.size())));
  }
  std::string line;
  for (const char c : text.substr(0, std::min(text.find("\n\n"), looked_at))) {
    if (!is_space(c)) {
      line += c;
    } else if (line.back() != ' ') {
      line += ' ';
    }
  }
  line.resize(end_of_sentence(line));
  if (line.size() <= most) return line;
  std::size_t end = line.rfind(' ', most);
  if (end == line.npos || end == 0) {
    end = most;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  }
  return line.substr(0, end) + " …";
}

bool is_advisory_id(std::string_view text) {
  constexpr std::size_t longest = 100;
  if (text.size() < 3 || text.size() > longest || !is_letter(text.front())) return false;
  return text.find('-') != text.npos && std::ranges::all_of(text, [](char c) {
           return is_word(c) || c == '-' || c == ':' || c == '.' || c == '/' || c == '@' ||
                  c == '+';
         });
}

std::vector<std::string> advisory_ids_in(std::string_view text) {
  constexpr std::size_t most = 5000;
  std::vector<std::string> ids;
  text = text.substr(0, text.find_first_of("#("));
  std::string before_it;
  while (!text.empty() && ids.size() < most) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;"), text.size());
    std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    // "CVE 2025-48379" is a slip that several files have.
    if (before_it == "CVE" && !word.empty() && is_digit(word.front())) word.insert(0, "CVE-");
    if (is_id_of_a_list(word) && std::ranges::find(ids, word) == ids.end()) ids.push_back(word);
    before_it = std::move(word);
  }
  return ids;
}

void rate(std::vector<SeverityClaim>& claims, std::string_view source, Rating rating) {
  if (rating == Rating::unknown) return;
  bool said = false;
  for (SeverityClaim& claim : claims) {
    if (claim.source != source) continue;
    if (claim.rating == Rating::unknown) claim.rating = rating;
    said = true;
  }
  if (!said) claims.push_back({std::string(source), rating, {}});
}

void judge_informational(Affected& affected) {
  if (affected.note == "unmaintained" || affected.note == "notice") {
    affected.status = Status::unimportant;
  }
}

std::string rfc3339(std::string_view date) {
  if (!parse_date(date.substr(0, 10))) return {};
  const bool timed = date.size() >= 19 && (date[10] == ' ' || date[10] == 'T') && date[13] == ':' &&
                     date[16] == ':';
  return std::string(date.substr(0, 10)) + "T" +
         (timed ? std::string(date.substr(11, 8)) : "00:00:00") + "Z";
}

std::string rfc3339(std::int64_t seconds) {
  constexpr std::int64_t day = 24 * 60 * 60, end = 253'402'300'800;  // Of the year 9999.
  if (seconds < 0 || seconds >= end) return {};
  const auto two = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  const std::int64_t rest = seconds % day;
  return to_text(Date(std::chrono::sys_days(std::chrono::days(seconds / day)))) + "T" +
         two(rest / 3600) + ":" + two(rest / 60 % 60) + ":" + two(rest % 60) + "Z";
}

std::string module_stream(std::string_view module) {
  const std::size_t colon = module.find(':');
  if (colon == module.npos) return {};
  return std::string(module.substr(0, module.find(':', colon + 1)));
}

std::string_view without_zero_epoch(std::string_view version) {
  return version.starts_with("0:") ? version.substr(2) : version;
}

bool is_below(std::string_view path, std::string_view folders) {
  path = path.substr(0, path.size() - base_name(path).size());
  for (std::size_t at = path.find(folders); at != path.npos; at = path.find(folders, at + 1)) {
    const std::size_t end = at + folders.size();
    if ((at == 0 || path[at - 1] == '/') && end < path.size() && path[end] == '/') return true;
  }
  return false;
}

bool begins_with(std::string_view bytes, std::initializer_list<std::string_view> words,
                 std::size_t window) {
  bytes = bytes.substr(0, window);
  return std::ranges::all_of(words,
                             [&](std::string_view word) { return bytes.find(word) != bytes.npos; });
}

char first_byte(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  const auto found = std::ranges::find_if_not(bytes, is_space);
  return found == bytes.end() ? '\0' : *found;
}

}  // namespace boltseal::feeds
