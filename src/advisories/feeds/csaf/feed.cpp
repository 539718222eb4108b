#include "advisories/feeds/csaf/feed.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "advisories/feeds/csaf/products.h"
#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool recognises(const FeedFile& file) {
  return feeds::first_byte(file.bytes) == '{' &&
         feeds::begins_with(file.bytes, {"\"document\"", "\"csaf_version\""}, 4096);
}

// What a document says of its own products for one vulnerability.
class Reader {
 public:
  Reader(const json& document, const FeedFile& file, AdvisorySink& sink)
      : document_(feeds::in(document, "document")),
        products_(feeds::in(document, "product_tree")),
        file_(file),
        sink_(sink) {
    const std::string publisher = text_in(feeds::in(document_, "publisher"), "name");
    if (publisher.starts_with("SUSE")) publisher_ = "suse";
    if (publisher.starts_with("Red Hat")) publisher_ = "redhat";
  }

  /// Whether the document is of somebody whose products Boltseal knows.
  bool is_known() const { return !publisher_.empty(); }

  void read(const json& vulnerability) {
    Advisory advisory{.id = text_in(vulnerability, "cve"),
                      .source = std::string(publisher_),
                      .summary = feeds::first_sentence(text_in(vulnerability, "title"))};
    if (!feeds::is_advisory_id(advisory.id)) {
      sink_.trouble({"a vulnerability has no id", std::string(file_.path), {}, {}});
      return;
    }
    summarise(vulnerability, advisory);
    const json& tracking = feeds::in(document_, "tracking");
    advisory.published = text_in(tracking, "initial_release_date");
    advisory.modified = text_in(tracking, "current_release_date");
    claim(vulnerability, advisory);
    for (const json& reference : feeds::items_of(feeds::in(vulnerability, "references"))) {
      if (std::string url = text_in(reference, "url"); !url.empty()) {
        const bool own = text_in(reference, "category") == "self";
        advisory.references.insert(own ? advisory.references.begin() : advisory.references.end(),
                                   std::move(url));
      }
    }
    read_remedies(vulnerability);
    read_status(vulnerability, advisory);
    sink_.add(std::move(advisory));
  }

 private:
  // SUSE's title is the id; what it is about stands in the notes.
  void summarise(const json& vulnerability, Advisory& advisory) const {
    if (!advisory.summary.empty() && advisory.summary != advisory.id) return;
    for (const json& note : feeds::items_of(feeds::in(vulnerability, "notes"))) {
      const std::string category = text_in(note, "category");
      if (category != "general" && category != "description" && category != "summary") continue;
      advisory.summary = feeds::first_sentence(text_in(note, "text"));
      if (!advisory.summary.empty()) return;
    }
    advisory.summary = feeds::first_sentence(text_in(document_, "title"));
  }

  void claim(const json& vulnerability, Advisory& advisory) const {
    for (const json& score : feeds::items_of(feeds::in(vulnerability, "scores"))) {
      for (const char* const version : {"cvss_v4", "cvss_v3", "cvss_v2"}) {
        SeverityClaim said{std::string(publisher_), Rating::unknown,
                           text_in(feeds::in(score, version), "vectorString")};
        // The same score is given for one group of products after the other.
        const auto& known = advisory.severities;
        if (!said.vector.empty() && std::ranges::find(known, said) == known.end()) {
          advisory.severities.push_back(std::move(said));
        }
      }
    }
    Rating word = Rating::unknown;
    for (const json& threat : feeds::items_of(feeds::in(vulnerability, "threats"))) {
      if (text_in(threat, "category") != "impact") continue;
      word = std::max(word, feeds::rating_of(text_in(threat, "details")));
    }
    if (word == Rating::unknown) {
      word = feeds::rating_of(text_in(feeds::in(document_, "aggregate_severity"), "text"));
    }
    feeds::rate(advisory.severities, publisher_, word);
  }

  // Which products will get no fix, by Red Hat's words in the details.
  void read_remedies(const json& vulnerability) {
    verdicts_.clear();
    for (const json& remedy : feeds::items_of(feeds::in(vulnerability, "remediations"))) {
      const std::string details = text_in(remedy, "details");
      Status status = Status::affected;
      if (equals_ignoring_case(details, "Fix deferred")) {
        status = Status::deferred;
      } else if (equals_ignoring_case(details, "Out of support scope")) {
        status = Status::end_of_life;
      } else if (text_in(remedy, "category") == "no_fix_planned") {
        status = Status::wont_fix;
      }
      if (status == Status::affected) continue;
      for (const std::string& id : feeds::texts_of(feeds::in(remedy, "product_ids"))) {
        verdicts_[id] = {status, to_lower(details)};
      }
    }
  }

  void read_status(const json& vulnerability, Advisory& advisory) {
    struct Group {
      const char* key;
      Status status;
    };
    // SUSE lists what mends as "recommended".
    constexpr Group groups[] = {{"fixed", Status::affected},
                                {"first_fixed", Status::affected},
                                {"recommended", Status::affected},
                                {"known_affected", Status::affected},
                                {"known_not_affected", Status::not_affected},
                                {"under_investigation", Status::under_investigation}};
    seen_.clear();
    const json& said = feeds::in(vulnerability, "product_status");
    for (const Group& group : groups) {
      const bool mended = std::string_view(group.key).find("fixed") != std::string_view::npos ||
                          std::string_view(group.key) == "recommended";
      for (const std::string& id : feeds::texts_of(feeds::in(said, group.key))) {
        add(id, group.status, mended, advisory);
      }
    }
  }

  // The same package stands there once for each architecture.
  void add(const std::string& id, Status status, bool mended, Advisory& advisory) {
    auto component = products_.component(id);
    if (!component || (mended && component->version.empty())) return;
    Affected affected{.ecosystem = std::move(component->ecosystem),
                      .package = std::move(component->package),
                      .status = status,
                      .modularity = std::move(component->modularity)};
    affected.ranges = {mended ? feeds::before(component->version) : feeds::every_version()};
    if (const auto verdict = verdicts_.find(id);
        verdict != verdicts_.end() && status == Status::affected && !mended) {
      std::tie(affected.status, affected.note) = verdict->second;
    }
    auto key = std::make_tuple(affected.ecosystem, affected.package, affected.modularity,
                               mended ? component->version : "", affected.status);
    if (seen_.insert(std::move(key)).second) advisory.affected.push_back(std::move(affected));
  }

  const json& document_;
  const csaf::Products products_;
  const FeedFile& file_;
  AdvisorySink& sink_;
  std::string_view publisher_;
  std::map<std::string, std::pair<Status, std::string>> verdicts_;
  std::set<std::tuple<std::string, std::string, std::string, std::string, Status>> seen_;
};

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  const Result<json> document = feeds::read_json(file);
  if (!document) return std::unexpected(document.error());
  Reader reader(*document, file, sink);
  if (!reader.is_known()) {
    return fail("is a CSAF document of neither Red Hat nor SUSE", std::string(file.path));
  }
  for (const json& one : feeds::items_of(feeds::in(*document, "vulnerabilities"))) reader.read(one);
  return {};
}

}  // namespace

const Feed csaf_feed = {"csaf", "CSAF (Red Hat, SUSE)", recognises, read};

}  // namespace boltseal
