#include "advisories/feeds/ubuntu/feed.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "advisories/feeds/statements.h"
#include "advisories/feeds/ubuntu/status.h"
#include "base/files.h"
#include "base/text.h"
#include "model/distribution.h"

namespace boltseal {
namespace {

class Reader {
 public:
  Reader(const FeedFile& file, AdvisorySink& sink) : file_(file), sink_(sink) {}

  void read() {
    advisory_.source = "ubuntu";
    for (std::string_view rest = file_.bytes; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      read_line(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (!feeds::is_advisory_id(advisory_.id)) {
      sink_.trouble({"the file has no line \"Candidate: CVE-…\"", std::string(file_.path), {}, {}});
      return;
    }
    advisory_.summary = feeds::first_sentence(description_);
    settle();
    sink_.add(std::move(advisory_));
  }

 private:
  // A line about a package in a release, with what the end of the file decides.
  struct Row {
    Affected affected;
    std::string_view package, codename;
    bool extended = false;
  };
  // A package, and a release; no release for all of them.
  using Place = std::pair<std::string_view, std::string_view>;

  void read_line(std::string_view line) {
    if (line.empty() || line.front() == '#') return;
    if (is_space(line.front())) return read_continued(trim(line));
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return;
    const std::string_view key = line.substr(0, colon), value = trim(line.substr(colon + 1));
    section_ = key;
    if (line.front() >= 'a' && line.front() <= 'z') {
      read_status_line(key, value);
    } else if (key == "Candidate") {
      advisory_.id = value;
    } else if (key == "PublicDate") {
      advisory_.published = feeds::rfc3339(value);
    } else if (key.starts_with("Priority")) {
      read_priority(key.substr(8), value);
    }
  }

  void read_continued(std::string_view text) {
    if (section_ == "Description") {
      description_ += text;
      description_ += '\n';
    } else if (section_ == "References" && text.starts_with("http")) {
      advisory_.references.emplace_back(text.substr(0, text.find(' ')));
    } else if (section_ == "CVSS") {
      // "nvd: CVSS:3.1/AV:N/… [7.5 HIGH]"
      const std::size_t vector = text.find(": CVSS:");
      if (vector == text.npos) return;
      const std::string_view from = text.substr(vector + 2);
      advisory_.severities.push_back({std::string(text.substr(0, vector)), Rating::unknown,
                                      std::string(from.substr(0, from.find(' ')))});
    }
  }

  // "Priority: low", "Priority_linux: low (reason)", "Priority_linux_precise/esm: low".
  void read_priority(std::string_view of, std::string_view value) {
    const Rating rating = feeds::rating_of(value.substr(0, value.find_first_of(" \t(")));
    if (rating == Rating::unknown) return;
    if (of.empty()) {
      advisory_.severities.insert(advisory_.severities.begin(), {"ubuntu", rating, {}});
    } else if (of.starts_with('_')) {
      of.remove_prefix(1);
      const std::size_t end = std::min(of.find('_'), of.size());
      priorities_[{of.substr(0, end), of.substr(std::min(end + 1, of.size()))}] = rating;
    }
  }

  void read_status_line(std::string_view key, std::string_view value) {
    const std::size_t underscore = key.find('_');
    if (underscore == key.npos) return;
    const ubuntu::Pocket pocket = ubuntu::pocket_of(key.substr(0, underscore));
    const std::string_view package = key.substr(underscore + 1);
    if (pocket.codename.empty() || package.empty()) return;
    if (!pocket.extended) see_release(pocket.codename);
    Row row{{}, package, pocket.codename, pocket.extended};
    if (!ubuntu::read_status(value, row.affected)) return;
    if (row.extended && row.affected.status == Status::not_affected) {
      cleared_.insert({package, pocket.codename});
    }
    rows_.push_back(std::move(row));
  }

  void see_release(std::string_view codename) {
    if (codename == "devel" || codename == last_seen_) return;
    last_seen_ = codename;
    const std::string_view release = ubuntu_release(codename);
    if (newest_.empty() || ubuntu::is_older(newest_, release)) newest_ = release;
  }

  void settle() {
    // "devel" was the release after the newest one that the file names.
    const std::string devel = newest_.empty() ? "" : ubuntu::release_after(newest_);
    for (Row& row : rows_) {
      const std::string_view release =
          row.codename == "devel" ? devel : ubuntu_release(row.codename);
      if (release.empty() || is_overruled(row)) continue;
      if (row.extended && !settle_extended(row.affected)) continue;
      row.affected.ecosystem = "Ubuntu:" + std::string(release);
      row.affected.package = row.package;
      for (const std::string_view codename : {row.codename, std::string_view()}) {
        const auto priority = priorities_.find({row.package, codename});
        if (priority == priorities_.end()) continue;
        row.affected.severities = {{"ubuntu", priority->second, {}}};
        break;
      }
      advisory_.affected.push_back(std::move(row.affected));
    }
  }

  // What is not said of everybody's packages is said of those of customers only: a fix. That their
  // packages are not affected holds for everybody's, which they continue.
  static bool settle_extended(Affected& affected) {
    if (affected.status == Status::not_affected) return true;
    if (affected.status != Status::affected || !affected.note.empty()) return false;
    affected.status = Status::extended_fix;
    return true;
  }

  // "trusty_glibc: ignored (reached end-of-life)" beside "trusty/esm_glibc: not-affected".
  bool is_overruled(const Row& row) const {
    return !row.extended && row.affected.status != Status::not_affected &&
           cleared_.contains({row.package, row.codename});
  }

  const FeedFile& file_;
  AdvisorySink& sink_;
  Advisory advisory_;
  std::string description_;
  std::string_view section_;
  std::string_view newest_, last_seen_;
  std::vector<Row> rows_;
  std::map<Place, Rating> priorities_;
  std::set<Place> cleared_;  // Said to be not affected in the updates for customers.
};

bool recognises(const FeedFile& file) {
  return base_name(file.path).starts_with("CVE-") && is_letter(feeds::first_byte(file.bytes)) &&
         feeds::begins_with(file.bytes, {"Candidate:", "PublicDate"});
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  Reader(file, sink).read();
  return {};
}

}  // namespace

const Feed ubuntu_feed = {"ubuntu", "Ubuntu CVE tracker", recognises, read};

}  // namespace boltseal
