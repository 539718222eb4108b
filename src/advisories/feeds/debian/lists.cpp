#include "advisories/feeds/debian/lists.h"

#include <algorithm>
#include <utility>

#include "advisories/feeds/debian/verdict.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal::debian {
namespace {

// Takes the first word off.
std::string_view next_word(std::string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

// "2025-02-12T00:00:00Z" of "12 Feb 2025"; empty when it is no date.
std::string rfc3339(std::string_view day) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::string_view number = next_word(day), month = next_word(day), year = next_word(day);
  const std::size_t at = month.size() == 3 ? months.find(month) : months.npos;
  if (at == months.npos || at % 3 != 0 || year.size() != 4 || number.empty()) return {};
  if (!std::ranges::all_of(number, is_digit) || !std::ranges::all_of(year, is_digit)) return {};
  if (number.size() > 2) return {};
  const auto two = [](std::string text) { return text.size() < 2 ? "0" + text : text; };
  return std::string(year) + "-" + two(std::to_string(at / 3 + 1)) + "-" +
         two(std::string(number)) + "T00:00:00Z";
}

class Reader {
 public:
  Reader(const FeedFile& file, AdvisorySink& sink) : file_(file), sink_(sink) {}

  void read() {
    for (std::string_view rest = file_.bytes; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      line_ = rest.substr(0, end);
      ++number_;
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::string_view text = trim(line_);
      if (text.empty()) continue;
      if (!is_space(line_.front())) {
        finish();
        begin(text);
      } else if (!advisory_.id.empty()) {
        read_detail(text);
      }
    }
    finish();
  }

 private:
  void complain(std::string_view what) {
    std::string message = "line " + std::to_string(number_) + ": ";
    sink_.trouble({message += what, std::string(file_.path), {}, {}});
  }

  void finish() {
    // Most of the list of vulnerabilities is about software that Debian does not have.
    const bool idle = advisory_.id.starts_with("CVE-") && advisory_.affected.empty();
    if (!advisory_.id.empty() && !idle) sink_.add(std::move(advisory_));
    advisory_ = {};
  }

  // "[12 Feb 2025] DSA-5865-1 webkit2gtk - security update", "CVE-2024-1 (In Foo before 1.2, …)".
  void begin(std::string_view text) {
    std::string_view day;
    if (text.starts_with('[')) {
      const std::size_t close = std::min(text.find(']'), text.size());
      day = text.substr(1, close - 1);
      text.remove_prefix(std::min(close + 1, text.size()));
    }
    const std::string_view id = next_word(text);
    // "CVE-2026-XXXX [title]" has no number yet; every such entry is called so.
    if (id.ends_with("-XXXX")) return;
    if (!feeds::is_advisory_id(id)) return complain("here an advisory should begin");
    text = trim(text);
    if (text.starts_with('(') || text.starts_with('[')) text = text.substr(1, text.size() - 2);
    advisory_ = {.id = std::string(id),
                 .source = "debian",
                 .summary = feeds::first_sentence(text),
                 .published = rfc3339(day)};
  }

  void read_detail(std::string_view text) {
    if (text.starts_with('{')) {
      // Under a vulnerability these are the advisories about it, under an advisory what it mends.
      if (!advisory_.id.starts_with("CVE-")) {
        const std::size_t close = std::min(text.find('}'), text.size());
        advisory_.upstream = feeds::advisory_ids_in(text.substr(1, close - 1));
      }
    } else if (text.starts_with('[') || text.starts_with("- ")) {
      read_package(text);
    }
    // NOTE:, NOT-FOR-US:, REJECTED and the like say nothing about packages.
  }

  // "[bookworm] - linux 6.1.128-1 (low; bug #1)", "- foo <not-affected> (Vulnerable code absent)"
  void read_package(std::string_view text) {
    std::string_view codename = "sid";
    if (text.starts_with('[')) {
      const std::size_t close = text.find(']');
      if (close == text.npos) return complain("a release without \"]\"");
      codename = text.substr(1, close - 1);
      text = trim(text.substr(close + 1));
    }
    if (!text.starts_with('-')) return complain("here \"- package version\" is expected");
    text.remove_prefix(1);
    const std::string_view package = next_word(text), version = next_word(text);
    text = trim(text);
    if (package.empty()) return complain("here \"- package version\" is expected");
    Affected affected{.ecosystem = ecosystem_of(codename), .package = std::string(package)};
    affected.ranges = {feeds::every_version()};
    if (version.starts_with('<') && version.ends_with('>')) {
      const std::string_view word = version.substr(1, version.size() - 2);
      if (word == "itp") return;  // Somebody intends to package it.
      if (!judge(word, affected))
        return complain("no word that the tracker uses: " + sanitize(word));
    } else if (version.empty()) {
      return complain("here \"- package version\" is expected");
    } else {
      affected.ranges = {feeds::before(version)};
    }
    read_remarks(text, affected);
    advisory_.affected.push_back(std::move(affected));
  }

  // "(unimportant; bug #123)": a rating, among other things.
  static void read_remarks(std::string_view text, Affected& affected) {
    if (!text.starts_with('(') || affected.status != Status::affected) return;
    for (std::string_view remark : split(text.substr(1, text.find(')') - 1), ';')) {
      remark = trim(remark);
      feeds::rate(affected.severities, "debian", feeds::rating_of(remark));
      if (remark == "unimportant") judge(remark, affected);
    }
  }

  const FeedFile& file_;
  AdvisorySink& sink_;
  std::string_view line_;
  std::size_t number_ = 0;
  Advisory advisory_;
};

}  // namespace

Result<void> read_list(const FeedFile& file, AdvisorySink& sink) {
  Reader(file, sink).read();
  return {};
}

}  // namespace boltseal::debian
