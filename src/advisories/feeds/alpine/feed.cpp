#include "advisories/feeds/alpine/feed.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool recognises(const FeedFile& file) {
  const bool named = file.path.ends_with(".json") || file.path.ends_with(".yaml");
  const char first = feeds::first_byte(file.bytes);
  const bool began = first == '{' || first == '-' || is_letter(first) || first == '#';
  return named && began &&
         feeds::begins_with(file.bytes, {"reponame", "urlprefix", "apkurl"}, 1024);
}

// "Alpine:v3.18"; what has no release is known by where its packages lie.
std::string ecosystem_of(const json& database) {
  const std::string release = text_in(database, "distroversion");
  const std::string prefix = text_in(database, "urlprefix");
  if (!release.empty()) return "Alpine:" + release;
  if (prefix.find("wolfi") != prefix.npos) return "Wolfi";
  if (prefix.find("cgr.dev") != prefix.npos || prefix.find("chainguard") != prefix.npos) {
    return "Chainguard";
  }
  return {};
}

class Reader {
 public:
  Reader(const FeedFile& file, AdvisorySink& sink) : file_(file), sink_(sink) {}

  void read(const json& database) {
    ecosystem_ = ecosystem_of(database);
    if (ecosystem_.empty()) return complain("the file does not say which release it is for");
    for (const json& entry : feeds::items_of(feeds::in(database, "packages")))
      read_package(feeds::in(entry, "pkg"));
    // "XSA-201" stands beside one of four CVEs each: only what always stands beside the same is
    // another name for it.
    for (const auto& [id, vulnerabilities] : named_beside_) {
      if (vulnerabilities.size() == 1) {
        advisories_[*vulnerabilities.begin()].aliases.push_back(id);
      }
    }
    for (auto& [id, advisory] : advisories_) sink_.add(std::move(advisory));
  }

 private:
  void complain(std::string message) {
    sink_.trouble({std::move(message), std::string(file_.path), {}, {}});
  }

  void read_package(const json& package) {
    const std::string name = text_in(package, "name");
    if (name.empty()) return complain("an entry of `packages` has no name");
    const json& fixes = feeds::in(package, "secfixes");
    if (!fixes.is_object()) {
      if (!fixes.is_null()) complain("the `secfixes` of " + sanitize(name) + " are no mapping");
      return;
    }
    for (const auto& [version, written] : fixes.items()) {
      for (const std::string& text : feeds::texts_of(written)) read_fix(name, version, text);
    }
  }

  // "CVE-2017-9671 XSA-1 (+ regression fix)": several ids, and remarks.
  void read_fix(const std::string& package, const std::string& version, std::string_view text) {
    std::vector<std::string> ids = feeds::advisory_ids_in(text);
    const auto others = std::ranges::stable_partition(
        ids, [](const std::string& id) { return id.starts_with("CVE-"); });
    if (others.begin() != ids.begin()) {
      for (const std::string& other : others) {
        named_beside_[other].insert(ids.begin(), others.begin());
      }
      ids.erase(others.begin(), ids.end());
    }
    if (ids.empty()) {
      return complain("the fix " + sanitize(version) + " of " + sanitize(package) +
                      " names no vulnerability: \"" + sanitize(text) + "\"");
    }
    for (const std::string& id : ids) {
      Advisory& advisory = advisories_[id];
      advisory.id = id;
      advisory.source = "alpine";
      Affected affected{.ecosystem = ecosystem_, .package = package};
      if (version == "0") {  // The package never had it.
        affected.ranges = {feeds::every_version()};
        affected.status = Status::not_affected;
      } else {
        affected.ranges = {feeds::before(version)};
      }
      advisory.affected.push_back(std::move(affected));
    }
  }

  const FeedFile& file_;
  AdvisorySink& sink_;
  std::string ecosystem_;
  std::map<std::string, Advisory> advisories_;
  // Ids that stand behind CVEs, and behind which.
  std::map<std::string, std::set<std::string>> named_beside_;
};

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  if (feeds::first_byte(file.bytes) == '{') {
    const Result<json> database = feeds::read_json(file);
    if (!database) return std::unexpected(database.error());
    Reader(file, sink).read(*database);
    return {};
  }
  const auto documents = feeds::read_yaml(file);
  if (!documents) return std::unexpected(documents.error());
  for (const json& database : *documents) Reader(file, sink).read(database);
  return {};
}

}  // namespace

const Feed alpine_feed = {"alpine", "Alpine secdb", recognises, read};

}  // namespace boltseal
