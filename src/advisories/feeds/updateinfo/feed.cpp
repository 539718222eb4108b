#include "advisories/feeds/updateinfo/feed.h"

#include <string>
#include <utility>

#include "advisories/feeds/rpm_updates.h"
#include "advisories/feeds/statements.h"
#include "advisories/feeds/xml_events.h"

namespace boltseal {
namespace {

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
      packages_.take();
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
      publisher_ = feeds::rpm_publisher_of(text);
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
    packages_.add(*publisher_,
                  {attributes.get("name"), attributes.get("epoch"), attributes.get("version"),
                   attributes.get("release")},
                  module_);
  }

  void finish() {
    const Rating rating = std::exchange(rating_, Rating::unknown);
    if (!security_) return;
    if (publisher_ == nullptr) {
      return sink_.trouble(feeds::unknown_update(advisory_.id, file_));
    }
    advisory_.source = publisher_->name;
    feeds::rate(advisory_.severities, publisher_->name, rating);
    advisory_.affected = packages_.take();
    sink_.add(std::move(advisory_));
  }

  const FeedFile& file_;
  AdvisorySink& sink_;
  Advisory advisory_;
  const feeds::RpmPublisher* publisher_ = nullptr;
  bool security_ = false;
  Rating rating_ = Rating::unknown;
  std::string module_;
  feeds::RpmPackages packages_;
};

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  Reader reader(file, sink);
  return feeds::read_xml(file, reader);
}

}  // namespace

const Feed updateinfo_feed = {"updateinfo", "updateinfo.xml (Amazon, AlmaLinux, Rocky, Oracle)",
                              recognises, read};

}  // namespace boltseal
