#include "advisories/feeds/osv/record.h"

#include <algorithm>
#include <utility>

#include "advisories/feeds/osv/ecosystem.h"
#include "advisories/feeds/osv/modules.h"
#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal::osv {
namespace {

constexpr std::pair<const char*, VersionEvent::Kind> event_kinds[] = {
    {"introduced", VersionEvent::Kind::introduced},
    {"fixed", VersionEvent::Kind::fixed},
    {"last_affected", VersionEvent::Kind::last_affected},
    {"limit", VersionEvent::Kind::limit},
};

// Before the schema had `upstream` (1.7), an advisory of a distribution wrote what it mends into
// `related`, and AlmaLinux's and Rocky's still do. For others `related` means less, and is ignored.
bool is_of_distribution(std::string_view publisher) {
  constexpr std::string_view distributions[] = {"almalinux", "debian", "oracle", "redhat",
                                                "rocky",     "suse",   "ubuntu"};
  return std::ranges::find(distributions, publisher) != std::end(distributions);
}

class Reader {
 public:
  Reader(const json& record, const FeedFile& file, AdvisorySink& sink)
      : record_(record), file_(file), sink_(sink) {}

  void read() {
    advisory_.id = text_in(record_, "id");
    if (!feeds::is_advisory_id(advisory_.id)) {
      return complain("a record has no id");
    }
    advisory_.source = "osv";
    publisher_ = publisher_of(advisory_.id);
    read_head();
    const json& affected = feeds::in(record_, "affected");
    if (!affected.is_null() && !affected.is_array()) complain("`affected` is no list");
    for (const json& one : feeds::items_of(affected)) read_affected(one);
    sink_.add(std::move(advisory_));
  }

 private:
  void complain(std::string_view what) {
    std::string message = advisory_.id.empty() ? "" : sanitize(advisory_.id) + ": ";
    sink_.trouble({message += what, std::string(file_.path), {}, {}});
  }

  void read_head() {
    advisory_.aliases = feeds::ids_of(feeds::in(record_, "aliases"));
    advisory_.upstream = feeds::ids_of(feeds::in(record_, "upstream"));
    if (advisory_.upstream.empty() && advisory_.aliases.empty() && is_of_distribution(publisher_)) {
      advisory_.upstream = feeds::ids_of(feeds::in(record_, "related"));
    }
    advisory_.summary = feeds::first_sentence(text_in(record_, "summary"));
    if (advisory_.summary.empty())
      advisory_.summary = feeds::first_sentence(text_in(record_, "details"));
    advisory_.published = text_in(record_, "published");
    advisory_.modified = text_in(record_, "modified");
    advisory_.withdrawn = !text_in(record_, "withdrawn").empty();
    advisory_.severities = claims_of(record_);
    for (const json& reference : feeds::items_of(feeds::in(record_, "references"))) {
      std::string url = text_in(reference, "url");
      if (url.empty()) continue;
      const bool own = text_in(reference, "type") == "ADVISORY";
      const auto place =
          own ? advisory_.references.begin() + own_pages_++ : advisory_.references.end();
      advisory_.references.insert(place, std::move(url));
    }
  }

  // `severity`, and the words of databases beside it.
  std::vector<SeverityClaim> claims_of(const json& from) const {
    std::vector<SeverityClaim> claims;
    Rating word = Rating::unknown;
    for (const json& severity : feeds::items_of(feeds::in(from, "severity"))) {
      const std::string type = text_in(severity, "type"), score = text_in(severity, "score");
      // Databases of distributions write their own word: {"type": "Ubuntu", "score": "medium"}.
      if (feeds::rating_of(score) != Rating::unknown) {
        word = std::max(word, feeds::rating_of(score));
      } else if (type.starts_with("CVSS_") || score.starts_with("CVSS:")) {
        claims.push_back({publisher_, Rating::unknown, score});
      }
    }
    for (const char* const holder : {"database_specific", "ecosystem_specific"}) {
      for (const char* const key : {"severity", "urgency", "ubuntu_priority"}) {
        if (word == Rating::unknown) word = feeds::rating_of(text_in(feeds::in(from, holder), key));
      }
    }
    // Errata begin their summary with it: "Important: kernel security update".
    if (word == Rating::unknown && &from == &record_ && is_of_distribution(publisher_)) {
      const std::string summary = text_in(record_, "summary");
      word = feeds::rating_of(std::string_view(summary).substr(0, summary.find(':')));
    }
    feeds::rate(claims, publisher_, word);
    return claims;
  }

  void read_affected(const json& one) {
    const json& package = feeds::in(one, "package");
    const std::string ecosystem = text_in(package, "ecosystem"), name = text_in(package, "name");
    std::vector<VersionRange> ranges;
    bool only_commits = false;
    for (const json& range : feeds::items_of(feeds::in(one, "ranges"))) {
      if (text_in(range, "type") == "GIT") {
        only_commits = true;
        continue;
      }
      if (!read_range(range, one, ranges)) return;
    }
    std::vector<std::string> versions = feeds::texts_of(feeds::in(one, "versions"));
    // Commits say nothing about packages; such an entry often names none.
    if (only_commits && ranges.empty() && (versions.empty() || ecosystem.empty())) return;
    if (ecosystem.empty() || name.empty()) {
      return complain("an entry of `affected` names no package");
    }
    const auto place = place_of(ecosystem);
    if (!place) return;
    // By the schema's algorithm this is no version at all.
    if (ranges.empty() && versions.empty()) {
      if (advisory_.withdrawn) return;  // PyPA takes them away with it.
      return complain("an entry of `affected` names no version");
    }

    Affected affected{.ecosystem = place->ecosystem,
                      .package = package_name(place->ecosystem, name),
                      .ranges = std::move(ranges),
                      .versions = std::move(versions),
                      .status = place->status,
                      .note = text_in(feeds::in(one, "database_specific"), "informational"),
                      .severities = claims_of(one)};
    judge_urgency(text_in(feeds::in(one, "ecosystem_specific"), "urgency"), affected);
    feeds::judge_informational(affected);
    for (std::string& module : modules_of(record_, one)) {
      advisory_.affected.push_back(affected);
      advisory_.affected.back().modularity = std::move(module);
    }
  }

  // Debian's words that are no severity.
  static void judge_urgency(std::string_view urgency, Affected& affected) {
    if (urgency == "unimportant") affected.status = Status::unimportant;
    if (urgency == "end-of-life") affected.status = Status::end_of_life;
    if (affected.status == Status::unimportant || affected.status == Status::end_of_life) {
      affected.note = urgency;
    }
  }

  bool read_range(const json& from, const json& affected, std::vector<VersionRange>& ranges) {
    VersionRange range;
    bool open = true;
    for (const json& written : feeds::items_of(feeds::in(from, "events"))) {
      for (const auto& [key, kind] : event_kinds) {
        std::string version = text_in(written, key);
        if (version.empty()) continue;
        open = open && kind == VersionEvent::Kind::introduced;
        range.events.push_back({kind, std::move(version)});
      }
    }
    if (range.events.empty()) {
      complain("a range without events");
      return false;
    }
    if (open)
      close(range,
            text_in(feeds::in(affected, "database_specific"), "last_known_affected_version_range"));
    ranges.push_back(std::move(range));
    return true;
  }

  // GitHub's upper end where no fix is known: "<= 1.2.3", "< 2.0".
  static void close(VersionRange& range, std::string_view bound) {
    if (!bound.starts_with('<')) return;
    const bool inclusive = bound.starts_with("<=");
    const std::string_view version = trim(bound.substr(inclusive ? 2 : 1));
    if (version.empty()) return;
    range.events.push_back(
        {inclusive ? VersionEvent::Kind::last_affected : VersionEvent::Kind::limit,
         std::string(version)});
  }

  const json& record_;
  const FeedFile& file_;
  AdvisorySink& sink_;
  Advisory advisory_;
  std::string publisher_;
  std::ptrdiff_t own_pages_ = 0;
};

}  // namespace

void read_record(const json& record, const FeedFile& file, AdvisorySink& sink) {
  Reader(record, file, sink).read();
}

}  // namespace boltseal::osv
