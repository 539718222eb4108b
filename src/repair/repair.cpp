#include "repair/repair.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "repair/edits.h"

namespace boltseal {
namespace {

// The files with some of them already repaired.
class Overlay final : public Files {
 public:
  explicit Overlay(const Files& below) : below_(below) {}
  void put(const std::string& path, std::string text) { texts_[path] = std::move(text); }
  void take_back(const std::string& path) { texts_.erase(path); }

  Result<std::string> read(const std::string& path) const override {
    const auto found = texts_.find(path);
    return found == texts_.end() ? below_.read(path) : found->second;
  }
  bool exists(const std::string& path) const override {
    return texts_.contains(path) || below_.exists(path);
  }

 private:
  const Files& below_;
  std::map<std::string, std::string> texts_;
};

// Adds the edits of one finding to a file unless they collide with earlier ones.
bool add_edits(RepairedFile& file, const std::vector<Edit>& edits) {
  std::vector<Edit> together = file.edits;
  together.insert(together.end(), edits.begin(), edits.end());
  if (!normalize(together)) return false;
  file.edits = std::move(together);
  return true;
}

class Proof {
 public:
  Proof(const Verdict& before, const Verdict& after) {
    for (const ShownFinding& finding : before.findings) before_.insert(fingerprint_of(finding));
    for (const ShownFinding& finding : after.findings) {
      after_.insert(fingerprint_of(finding));
      if (!before_.contains(fingerprint_of(finding))) fresh_[finding.place.path] = &finding;
    }
    std::set<std::string> old_errors;
    for (const ShownError& error : before.errors)
      old_errors.insert(error.place.path + error.message);
    for (const ShownError& error : after.errors) {
      if (!old_errors.contains(error.place.path + error.message))
        errors_[error.place.path] = &error;
    }
  }

  // Why the edits of a file do not stand; empty when they do.
  std::string objection(const RepairedFile& file) const {
    if (const auto error = errors_.find(file.path); error != errors_.end()) {
      return "the file would no longer read: " + error->second->message;
    }
    if (const auto finding = fresh_.find(file.path); finding != fresh_.end()) {
      return "it would bring a new finding: " + std::string(finding->second->rule);
    }
    for (const ShownFinding& mended : file.mended) {
      if (after_.contains(fingerprint_of(mended)))
        return "the finding would still be there: " + std::string(mended.rule);
    }
    return {};
  }

 private:
  std::set<std::string> before_, after_;
  std::map<std::string, const ShownFinding*> fresh_;
  std::map<std::string, const ShownError*> errors_;
};

constexpr std::string_view collides =
    "it would touch the same bytes as another repair; run it again";

// A file of several findings that are mended at one place takes as many rounds.
constexpr int most_rounds = 12;

// All repairs that do not touch each other.
Repairs repair_once(const CheckOptions& wanted, Safety riskiest, const Files& files) {
  CheckOptions options = wanted;
  options.repairs = true;
  const Verdict before = check(options, files);

  Repairs repairs;
  std::map<std::string, RepairedFile> by_path;
  for (const ShownFinding& finding : before.findings) {
    if (!finding.repair) continue;
    const Repair& repair = *finding.repair;
    if (repair.edits.empty()) {
      repairs.refused.push_back({finding, repair.refusal});
    } else if (repair.safety > riskiest) {
      repairs.refused.push_back({finding, "it can change behaviour: " + repair.breaks});
    } else {
      RepairedFile& file = by_path[repair.path];
      file.path = repair.path;
      if (add_edits(file, repair.edits)) {
        file.mended.push_back(finding);
      } else {
        repairs.refused.push_back({finding, std::string(collides)});
      }
    }
  }

  Overlay overlay(files);
  for (auto& [path, file] : by_path) {
    Result<std::string> text = files.read(path);
    file.before = text ? std::move(*text) : std::string();
    file.after = with_edits(file.before, file.edits);
    overlay.put(path, file.after);
  }
  // Taking one file back may bring back a finding of another, so this goes on until nothing is
  // objected.
  options.repairs = false;
  for (bool settled = false; !settled && !by_path.empty();) {
    settled = true;
    const Verdict after = check(options, overlay);
    const Proof proof(before, after);
    for (auto at = by_path.begin(); at != by_path.end();) {
      const std::string objection = proof.objection(at->second);
      if (objection.empty()) {
        ++at;
        continue;
      }
      for (ShownFinding& finding : at->second.mended)
        repairs.refused.push_back({std::move(finding), objection});
      overlay.take_back(at->first);
      at = by_path.erase(at);
      settled = false;
    }
  }
  for (auto& [path, file] : by_path) {
    if (!file.mended.empty()) repairs.files.push_back(std::move(file));
  }
  return repairs;
}

}  // namespace

Repairs repair(const CheckOptions& options, Safety riskiest, const Files& files) {
  Overlay overlay(files);
  std::map<std::string, RepairedFile> by_path;
  std::map<std::string, ShownFinding> shown;  // by fingerprint, as the files are now
  Repairs repairs = repair_once(options, riskiest, files);
  for (const Refusal& refusal : repairs.refused) {
    shown.try_emplace(fingerprint_of(refusal.finding), refusal.finding);
  }
  for (int round = 1;; ++round) {
    for (RepairedFile& file : repairs.files) {
      overlay.put(file.path, file.after);
      RepairedFile& all = by_path[file.path];
      if (all.path.empty()) {
        all = std::move(file);
        continue;
      }
      all.edits = compose(all.edits, file.edits, file.before);
      all.after = std::move(file.after);
      for (ShownFinding& finding : file.mended) {
        const auto before = shown.find(fingerprint_of(finding));
        all.mended.push_back(before == shown.end() ? std::move(finding) : before->second);
      }
    }
    const bool collided = std::any_of(repairs.refused.begin(), repairs.refused.end(),
                                      [](const Refusal& each) { return each.reason == collides; });
    const bool again = collided && !repairs.files.empty() && round < most_rounds;
    if (!again) break;
    repairs = repair_once(options, riskiest, overlay);
  }
  repairs.files.clear();
  for (auto& [path, file] : by_path) repairs.files.push_back(std::move(file));
  for (Refusal& refusal : repairs.refused) {
    const auto before = shown.find(fingerprint_of(refusal.finding));
    if (before != shown.end()) refusal.finding = before->second;
  }
  return repairs;
}

std::vector<Error> write(const std::vector<RepairedFile>& repaired, const Files& files) {
  std::vector<Error> errors;
  for (const RepairedFile& file : repaired) {
    const Result<std::string> now = files.read(file.path);
    if (!now || *now != file.before) {
      errors.push_back(Error{
          "has changed since it was read, so it was not repaired", file.path, {}, "run it again"});
      continue;
    }
    if (const Result<void> written = replace_file(file.path, file.after); !written)
      errors.push_back(written.error());
  }
  return errors;
}

}  // namespace boltseal
