#include "advisories/feeds/oval/feed.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "advisories/feeds/csaf/products.h"
#include "advisories/feeds/oval/criteria.h"
#include "advisories/feeds/statements.h"
#include "advisories/feeds/xml_events.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool recognises(const FeedFile& file) {
  return feeds::first_byte(file.bytes) == '<' &&
         feeds::begins_with(file.bytes, {"oval_definitions"}, 1024);
}

// Whose definitions they are, by the begin of their ids.
struct Publisher {
  std::string_view id_prefix, name;
  oval::Criteria::Form form = oval::Criteria::Form::updates;
};
constexpr Publisher publishers[] = {
    {"oval:com.redhat.unaffected:", "redhat", oval::Criteria::Form::unaffected},
    {"oval:com.redhat.", "redhat"},
    {"oval:com.oracle.", "oracle"},
    {"oval:org.almalinux.", "almalinux"},
    {"oval:org.opensuse.", "suse", oval::Criteria::Form::suse},
    {"oval:com.microsoft.", "azurelinux"}};

// "Azure Linux:3" of "azurelinux-3.0-oval.xml", "Azure Linux:2" of "cbl-mariner-2.0-oval.xml": in
// the file itself stands no release.
std::string ecosystem_of_file(std::string_view path) {
  path = base_name(path);
  for (const std::string_view system : {"azurelinux-", "cbl-mariner-"}) {
    if (!path.starts_with(system)) continue;
    const std::string_view release = path.substr(system.size());
    const auto end = std::ranges::find_if_not(release, is_digit);
    if (end != release.begin()) return "Azure Linux:" + std::string(release.begin(), end);
  }
  return {};
}

Status status_of(std::string_view state) {
  if (state == "Will not fix") return Status::wont_fix;
  if (state == "Fix deferred") return Status::deferred;
  if (state == "Out of support scope") return Status::end_of_life;
  if (state == "Under investigation") return Status::under_investigation;
  if (state == "Not affected") return Status::not_affected;
  return Status::affected;
}

class Reader {
 public:
  Reader(const FeedFile& file, AdvisorySink& sink) : file_(file), sink_(sink) {}

  void begin(std::string_view name, const feeds::XmlAttributes& attributes) {
    if (name == "definition") {
      begin_definition(attributes);
    } else if (publisher_ == nullptr) {
      return;
    } else if (name == "reference") {
      read_reference(attributes);
    } else if (name == "issued" || name == "updated") {
      (name == "issued" ? advisory_.published : advisory_.modified) =
          feeds::rfc3339(attributes.get("date"));
    } else if (name == "cve") {
      read_score(attributes);
    } else if (name == "resolution") {
      state_ = attributes.get("state");
    } else if (name == "criteria") {
      criteria_.begin_level();
    } else if (name == "criterion") {
      criteria_.read(attributes.get("comment"), publisher_->form);
    }
  }

  void end(std::string_view name, std::string_view text) {
    if (publisher_ == nullptr) return;
    if (name == "title") {
      constexpr std::string_view unaffected = "Unaffected components for: ";
      if (text.starts_with(unaffected)) text.remove_prefix(unaffected.size());
      advisory_.summary = feeds::first_sentence(text);
    } else if (name == "description") {
      // SUSE's title of a vulnerability is its id.
      if (advisory_.summary == advisory_.id) advisory_.summary = feeds::first_sentence(text);
    } else if (name == "cpe") {
      if (product_.empty()) product_ = csaf::ecosystem_of(text, {});
    } else if (name == "severity") {
      rating_ = feeds::rating_of(text);
    } else if (name == "cve") {
      add_upstream(text.substr(0, text.find(' ')));  // "CVE-2014-8105 at SUSE"
    } else if (name == "advisory_date") {
      advisory_.published = feeds::rfc3339(text);
    } else if (name == "component" && is_vulnerability_) {
      add_component(text);
    } else if (name == "criteria") {
      criteria_.end_level();
    } else if (name == "definition") {
      finish();
      publisher_ = nullptr;
    }
  }

  // What is about nothing that a scan looks up is said once.
  void finish_file() {
    if (taken_ > 0 || left_out_ == 0) return;
    complain("its " + std::to_string(left_out_) +
             " definitions are of systems or products that are not known");
  }

 private:
  void complain(std::string message) {
    sink_.trouble({std::move(message), std::string(file_.path), {}, {}});
  }

  void begin_definition(const feeds::XmlAttributes& attributes) {
    const std::string_view id = attributes.get("id");
    const auto found = std::ranges::find_if(
        publishers, [&](const Publisher& one) { return id.starts_with(one.id_prefix); });
    publisher_ = found == std::end(publishers) ? nullptr : &*found;
    if (publisher_ == nullptr) ++left_out_;
    advisory_ = {};
    components_.clear();
    product_.clear();
    state_.clear();
    rating_ = Rating::unknown;
    criteria_.take();
    is_vulnerability_ = attributes.get("class") == "vulnerability";
  }

  // "CVE-2024-1", "SUSE CVE-2024-1": of a vulnerability what it is, of an update what it mends.
  void read_reference(const feeds::XmlAttributes& attributes) {
    std::string_view id = attributes.get("ref_id");
    id.remove_prefix(std::min(id.rfind(' ') + 1, id.size()));
    if (!is_vulnerability_ && attributes.get("source") == "CVE") return;
    if (advisory_.id.empty()) advisory_.id = id;
    if (const std::string_view url = attributes.get("ref_url"); !url.empty()) {
      advisory_.references.emplace_back(url);
    }
  }

  // "9.8/CVSS:3.0/AV:N/…"; an update has those of all that it mends.
  void read_score(const feeds::XmlAttributes& attributes) {
    const std::string_view score = attributes.get("cvss3");
    const std::size_t at = score.find("CVSS:");
    if (!is_vulnerability_ || at == score.npos) return;
    const bool from_nvd = attributes.get("href").starts_with("https://nvd.nist.gov/");
    advisory_.severities.push_back({std::string(from_nvd ? "nvd" : publisher_->name),
                                    Rating::unknown, std::string(score.substr(at))});
  }

  void add_upstream(std::string_view id) {
    if (is_vulnerability_ || !feeds::is_advisory_id(id)) return;
    // SUSE names each twice, one behind the other.
    if (advisory_.upstream.empty() || advisory_.upstream.back() != id) {
      advisory_.upstream.emplace_back(id);
    }
  }

  // "podman", "container-tools:rhel8/podman"
  void add_component(std::string_view text) {
    if (text.empty()) return;
    Affected affected{.ranges = {feeds::every_version()}, .status = status_of(state_)};
    if (publisher_->form == oval::Criteria::Form::unaffected) {
      affected.status = Status::not_affected;
    } else if (affected.status != Status::affected && affected.status != Status::not_affected) {
      affected.note = to_lower(state_);
    }
    const std::size_t slash = text.find('/');
    if (slash != text.npos) affected.modularity = text.substr(0, slash);
    affected.package = text.substr(slash == text.npos ? 0 : slash + 1);
    if (!affected.package.empty()) components_.push_back(std::move(affected));
  }

  void finish() {
    if (product_.empty()) product_ = ecosystem_of_file(file_.path);
    advisory_.affected = criteria_.take();
    for (Affected& affected : components_) advisory_.affected.push_back(std::move(affected));
    for (Affected& affected : advisory_.affected) {
      if (affected.ecosystem.empty()) affected.ecosystem = product_;
    }
    std::erase_if(advisory_.affected, [](const Affected& one) { return one.ecosystem.empty(); });
    if (advisory_.affected.empty()) {
      ++left_out_;
      return;
    }
    ++taken_;
    advisory_.source = publisher_->name;
    feeds::rate(advisory_.severities, publisher_->name, rating_);
    if (feeds::is_advisory_id(advisory_.id)) {
      sink_.add(std::move(advisory_));
    } else {
      add_for_each_upstream();
    }
  }

  // SUSE's packages "on GA media", which no announcement names: what they mend stands for itself.
  void add_for_each_upstream() {
    constexpr std::size_t most_rows = 1'000'000;
    const std::vector<std::string> ids = std::exchange(advisory_.upstream, {});
    if (ids.empty()) return complain("a definition has no id");
    if (ids.size() * advisory_.affected.size() > most_rows) {
      return complain("a definition has no id, and too much in it");
    }
    for (const std::string& id : ids) {
      Advisory one = advisory_;
      one.id = id;
      sink_.add(std::move(one));
    }
  }

  const FeedFile& file_;
  AdvisorySink& sink_;
  const Publisher* publisher_ = nullptr;  // Of the definition that is open; null outside of one.
  Advisory advisory_;
  oval::Criteria criteria_;
  std::vector<Affected> components_;
  std::string product_;  // The ecosystem of all that the criteria give none.
  std::string state_;
  bool is_vulnerability_ = false;
  Rating rating_ = Rating::unknown;
  std::size_t taken_ = 0, left_out_ = 0;
};

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  Reader reader(file, sink);
  const auto read = feeds::read_xml(file, reader);
  if (read) reader.finish_file();
  return read;
}

}  // namespace

const Feed oval_feed = {"oval", "OVAL (Red Hat, Oracle, SUSE, AlmaLinux, Azure Linux)", recognises,
                        read};

}  // namespace boltseal
