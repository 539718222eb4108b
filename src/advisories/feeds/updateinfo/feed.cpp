#include "advisories/feeds/updateinfo/feed.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "advisories/feeds/statements.h"
#include "advisories/feeds/xml_events.h"
#include "base/text.h"

namespace boltseal {
namespace {

struct Publisher {
  std::string_view id_prefix, name, ecosystem;
  std::string_view release_mark;  // What stands before the major version in a package's release.
};
constexpr Publisher publishers[] = {
    {"ALAS", "amazon", "Amazon Linux", "amzn"}, {"ALSA-", "almalinux", "AlmaLinux", "el"},
    {"RLSA-", "rocky", "Rocky Linux", "el"},    {"RXSA-", "rocky", "Rocky Linux", "el"},
    {"ELSA-", "oracle", "Oracle Linux", "el"},
};

// "8" of "2.module_el8.7.0+3532+b2b75c49", "2023" of "1.amzn2023.0.16"; empty when there is none.
std::string major_of(std::string_view release, std::string_view mark) {
  for (std::size_t at = release.rfind(mark); at != release.npos && at > 0;
       at = release.rfind(mark, at - 1)) {
    const std::string_view behind = release.substr(at + mark.size());
    const auto stop = std::ranges::find_if_not(behind, is_digit);
    const char before = release[at - 1];
    if (stop != behind.begin() && (before == '.' || before == '_' || before == '+')) {
      return {behind.begin(), stop};
    }
  }
  return {};
}

bool recognises(const FeedFile& file) {
  return feeds::first_byte(file.bytes) == '<' &&
         feeds::begins_with(file.bytes, {"<updates", "<update "}, 1024);
}

class Reader {
 public:
  Reader(const FeedFile& file, AdvisorySink& sink) : file_(file), sink_(sink) {}

  void begin(std::string_view name, const feeds::XmlAttributes& attributes) {
    if (name == "update") {
      advisory_ = {};
      seen_.clear();
      publisher_ = nullptr;
      security_ = attributes.get("type") == "security";
    } else if (name == "collection") {
      module_.clear();
    } else if (name == "module") {
      module_ = std::string(attributes.get("name")) + ":" + std::string(attributes.get("stream"));
    } else if (name == "reference") {
      const std::string_view id = attributes.get("id");
      if (attributes.get("type") == "cve" && feeds::is_advisory_id(id)) {
        advisory_.upstream.emplace_back(id);
      } else if (attributes.get("type") == "self" && !attributes.get("href").empty()) {
        advisory_.references.emplace_back(attributes.get("href"));
      }
    } else if (name == "issued" || name == "updated") {
      (name == "issued" ? advisory_.published : advisory_.modified) =
          feeds::rfc3339(attributes.get("date"));
    } else if (name == "package") {
      add_package(attributes);
    }
  }

  void end(std::string_view name, std::string_view text) {
    if (name == "id") {
      advisory_.id = text;
      const auto found = std::ranges::find_if(
          publishers, [&](const Publisher& one) { return text.starts_with(one.id_prefix); });
      publisher_ = found == std::end(publishers) ? nullptr : &*found;
    } else if (name == "title") {
      advisory_.summary = feeds::first_sentence(text);
    } else if (name == "severity") {
      rating_ = feeds::rating_of(text);
    } else if (name == "update") {
      finish();
    }
  }

 private:
  void add_package(const feeds::XmlAttributes& attributes) {
    if (publisher_ == nullptr || !security_) return;
    const std::string_view name = attributes.get("name"), version = attributes.get("version"),
                           release = attributes.get("release"), epoch = attributes.get("epoch");
    const std::string major = major_of(release, publisher_->release_mark);
    if (name.empty() || version.empty() || major.empty()) return;
    Affected affected{.ecosystem = std::string(publisher_->ecosystem) + ":" + major,
                      .package = std::string(name),
                      .modularity = module_};
    const std::string whole = (epoch.empty() || epoch == "0" ? "" : std::string(epoch) + ":") +
                              std::string(version) + "-" + std::string(release);
    // Each architecture has it again.
    if (!seen_.insert(affected.package + " " + whole).second) return;
    affected.ranges = {feeds::before(whole)};
    advisory_.affected.push_back(std::move(affected));
  }

  void finish() {
    const Rating rating = std::exchange(rating_, Rating::unknown);
    if (!security_) return;
    if (publisher_ == nullptr || !feeds::is_advisory_id(advisory_.id)) {
      sink_.trouble({"an update has no id of a publisher that is known: \"" +
                         sanitize(advisory_.id.substr(0, 100)) + "\"",
                     std::string(file_.path),
                     {},
                     {}});
      return;
    }
    advisory_.source = publisher_->name;
    feeds::rate(advisory_.severities, publisher_->name, rating);
    sink_.add(std::move(advisory_));
  }

  const FeedFile& file_;
  AdvisorySink& sink_;
  Advisory advisory_;
  const Publisher* publisher_ = nullptr;
  bool security_ = false;
  Rating rating_ = Rating::unknown;
  std::string module_;
  std::set<std::string> seen_;
};

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  Reader reader(file, sink);
  return feeds::read_xml(
      file, {[&](std::string_view name, const auto& given) { reader.begin(name, given); },
             [&](std::string_view name, std::string_view text) { reader.end(name, text); }});
}

}  // namespace

const Feed updateinfo_feed = {"updateinfo", "updateinfo.xml (Amazon, AlmaLinux, Rocky, Oracle)",
                              recognises, read};

}  // namespace boltseal
