#include "advisories/feeds/oval/feed.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "advisories/feeds/csaf/products.h"
#include "advisories/feeds/statements.h"
#include "advisories/feeds/xml_events.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool recognises(const FeedFile& file) {
  return feeds::first_byte(file.bytes) == '<' &&
         feeds::begins_with(file.bytes, {"oval_definitions"}, 1024);
}

// "Oracle Linux:7" of "Oracle Linux 7".
std::string ecosystem_of_platform(std::string_view platform) {
  constexpr std::string_view oracle = "Oracle Linux ";
  if (!platform.starts_with(oracle)) return {};
  return "Oracle Linux:" + std::string(platform.substr(oracle.size()));
}

Status status_of(std::string_view state) {
  if (state == "Will not fix") return Status::wont_fix;
  if (state == "Fix deferred") return Status::deferred;
  if (state == "Out of support scope") return Status::end_of_life;
  if (state == "Under investigation") return Status::under_investigation;
  return Status::affected;
}

class Reader {
 public:
  Reader(const FeedFile& file, AdvisorySink& sink) : file_(file), sink_(sink) {}

  void begin(std::string_view name, const feeds::XmlAttributes& attributes) {
    if (name == "definition") {
      advisory_ = {};
      ecosystem_.clear();
      levels_.clear();
      open_ = attributes.get("class") == "vulnerability";
    } else if (name == "reference") {
      const std::string_view id = attributes.get("ref_id");
      const bool own = attributes.get("source") != "CVE" || open_;
      if (own && advisory_.id.empty()) advisory_.id = id;
      if (own && !attributes.get("ref_url").empty()) {
        advisory_.references.emplace_back(attributes.get("ref_url"));
      }
    } else if (name == "issued" || name == "updated") {
      (name == "issued" ? advisory_.published : advisory_.modified) =
          feeds::rfc3339(attributes.get("date"));
    } else if (name == "cve") {
      // "9.8/CVSS:3.0/AV:N/…": of a vulnerability's own definition.
      const std::string_view score = attributes.get("cvss3");
      if (const std::size_t slash = score.find("/CVSS:"); open_ && slash != score.npos) {
        advisory_.severities.push_back({{}, Rating::unknown, std::string(score.substr(slash + 1))});
      }
    } else if (name == "resolution") {
      state_ = attributes.get("state");
    } else if (name == "criteria") {
      levels_.push_back({{}, advisory_.affected.size()});
    } else if (name == "criterion" && !open_) {
      read_comment(attributes.get("comment"));
    }
  }

  void end(std::string_view name, std::string_view text) {
    if (name == "title") {
      advisory_.summary = feeds::first_sentence(text);
    } else if (name == "platform") {
      if (ecosystem_.empty()) ecosystem_ = ecosystem_of_platform(text);
    } else if (name == "cpe") {
      if (ecosystem_.empty()) ecosystem_ = csaf::ecosystem_of(text, {});
    } else if (name == "severity") {
      rating_ = feeds::rating_of(text);
    } else if (name == "cve" && !open_) {
      if (feeds::is_advisory_id(text)) advisory_.upstream.emplace_back(text);
    } else if (name == "component" && open_) {
      add_component(text);
    } else if (name == "criteria" && !levels_.empty()) {
      settle_module();
    } else if (name == "definition") {
      finish();
    }
  }

 private:
  // A level of criteria, and what was read below it.
  struct Level {
    std::string module;
    std::size_t first;
  };

  // "openssl is earlier than 1:1.1.1-2.el8", "Module nodejs:18 is enabled"
  void read_comment(std::string_view comment) {
    constexpr std::string_view earlier = " is earlier than ", module = "Module ",
                               enabled = " is enabled";
    if (comment.starts_with(module) && comment.ends_with(enabled) && !levels_.empty()) {
      comment.remove_prefix(module.size());
      comment.remove_suffix(std::min(enabled.size(), comment.size()));
      levels_.back().module = comment;
      return;
    }
    const std::size_t at = comment.find(earlier);
    if (at == comment.npos || at == 0) return;
    std::string_view version = trim(comment.substr(at + earlier.size()));
    if (version.starts_with("0:")) version.remove_prefix(2);
    if (version.empty()) return;
    Affected affected{.package = std::string(comment.substr(0, at))};
    affected.ranges = {feeds::before(version)};
    // Oracle repeats the criteria for each architecture; so far behind each other they are alike.
    if (std::ranges::find(advisory_.affected, affected) == advisory_.affected.end() ||
        advisory_.affected.size() > most_compared) {
      advisory_.affected.push_back(std::move(affected));
    }
  }

  // A module holds for everything in its level of criteria, before it and behind it.
  void settle_module() {
    const Level level = std::move(levels_.back());
    levels_.pop_back();
    if (level.module.empty()) return;
    for (std::size_t i = level.first; i < advisory_.affected.size(); ++i) {
      if (advisory_.affected[i].modularity.empty()) {
        advisory_.affected[i].modularity = level.module;
      }
    }
  }

  // "podman", "container-tools:rhel8/podman"
  void add_component(std::string_view text) {
    if (text.empty()) return;
    Affected affected{.ranges = {feeds::every_version()}, .status = status_of(state_)};
    if (affected.status != Status::affected) affected.note = to_lower(state_);
    const std::size_t slash = text.find('/');
    if (slash != text.npos) affected.modularity = text.substr(0, slash);
    affected.package = text.substr(slash == text.npos ? 0 : slash + 1);
    if (!affected.package.empty()) advisory_.affected.push_back(std::move(affected));
  }

  void finish() {
    const Rating rating = std::exchange(rating_, Rating::unknown);
    // Definitions of other products, and those about the system as such.
    if (ecosystem_.empty()) return;
    if (!feeds::is_advisory_id(advisory_.id)) {
      sink_.trouble({"a definition has no id", std::string(file_.path), {}, {}});
      return;
    }
    const std::string_view publisher = ecosystem_.starts_with("Oracle") ? "oracle" : "redhat";
    advisory_.source = publisher;
    for (SeverityClaim& claim : advisory_.severities) claim.source = publisher;
    feeds::rate(advisory_.severities, publisher, rating);
    for (Affected& affected : advisory_.affected) affected.ecosystem = ecosystem_;
    sink_.add(std::move(advisory_));
  }

  static constexpr std::size_t most_compared = 500;
  const FeedFile& file_;
  AdvisorySink& sink_;
  Advisory advisory_;
  std::string ecosystem_, state_;
  bool open_ = false;  // About a vulnerability that is not mended.
  Rating rating_ = Rating::unknown;
  std::vector<Level> levels_;
};

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  Reader reader(file, sink);
  return feeds::read_xml(
      file, {[&](std::string_view name, const auto& given) { reader.begin(name, given); },
             [&](std::string_view name, std::string_view text) { reader.end(name, text); }});
}

}  // namespace

const Feed oval_feed = {"oval", "OVAL (Red Hat, Oracle)", recognises, read};

}  // namespace boltseal
