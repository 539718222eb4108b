#include "repair/repair.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/parallel.h"
#include "repair/edits.h"

namespace boltseal {
namespace {

// The files with some of them already repaired.
class Overlay final : public Files {
 public:
  explicit Overlay(const Files& below) : below_(below) {}
  void put(const std::string& path, std::string text) {
    texts_[path] = std::move(text);
    changed_.insert(path);
  }
  void take_back(const std::string& path) {
    texts_.erase(path);
    changed_.insert(path);
  }
  /// Which files are not as they were when this was last asked.
  std::set<std::string> changed() { return std::exchange(changed_, {}); }

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
  std::set<std::string> changed_;
};

// Adds the edits of one finding to a file unless they collide with earlier ones.
bool add_edits(RepairedFile& file, const std::vector<Edit>& edits) {
  std::vector<Edit> together = file.edits;
  together.insert(together.end(), edits.begin(), edits.end());
  if (!normalize(together)) return false;
  file.edits = std::move(together);
  return true;
}

// What somebody states in one reading and not in the other. What only moved from one file of the
// tree to another (a Dockerfile that is judged with another service) is not a change.
Statements changes(const Reading& before, const Reading& after) {
  static const Statements none;
  Statements gone, come;
  for (std::size_t at = 0; at < before.statements.size(); ++at) {
    if (before.statements[at] == after.statements[at]) continue;
    const Statements& old = before.statements[at] ? *before.statements[at] : none;
    const Statements& now = after.statements[at] ? *after.statements[at] : none;
    std::ranges::set_difference(old, now, std::back_inserter(gone));
    std::ranges::set_difference(now, old, std::back_inserter(come));
  }
  std::ranges::sort(gone);
  std::ranges::sort(come);
  Statements changed;
  std::ranges::set_symmetric_difference(gone, come, std::back_inserter(changed));
  return changed;
}

/// Why the edits of a file do not stand, and which findings are to blame; none when it is not
/// known which.
struct Objection {
  std::string reason;
  std::set<std::string> culprits;  // fingerprints
};

// Compares the files as they were with how they would be.
class Proof {
 public:
  Proof(const Reading& before, const Reading& after,
        const std::map<std::string, RepairedFile>& step) {
    had_.reserve(before.verdict.findings.size());
    left_.reserve(after.verdict.findings.size());
    std::set<std::pair<std::string, std::string_view>> said;  // by which rules, of files made alone
    for (const ShownFinding& finding : before.verdict.findings) {
      ++had_[fingerprint_of(finding)];
      const auto file = step.find(finding.place.path);
      const bool counts = file != step.end() && is_alone(file->second);
      if (counts) said.emplace(finding.place.path, finding.rule);
    }
    for (const ShownFinding& finding : after.verdict.findings) {
      std::string fingerprint = fingerprint_of(finding);
      // What was said of the only stage is said of the one that takes its place.
      const bool is_moved = said.contains({finding.place.path, finding.rule});
      if (!had_.contains(fingerprint) && !is_moved && !is_left(finding, step)) {
        fresh_[finding.place.path] = &finding;
      }
      ++left_[std::move(fingerprint)];
    }
    std::set<std::string> old_errors;
    for (const ShownError& error : before.verdict.errors)
      old_errors.insert(error.place.path + error.message);
    for (const ShownError& error : after.verdict.errors) {
      if (!old_errors.contains(error.place.path + error.message))
        errors_[error.place.path] = &error;
    }
    blame(changes(before, after), step);
    // What goes wrong in a file that nobody repairs is the fault of them all.
    for (const auto& [path, error] : errors_) {
      if (step.contains(path)) continue;
      const std::string reason = path + " would no longer read: " + error->message;
      for (const auto& [each, file] : step) more_.emplace(each, reason);
    }
    for (const auto& [path, finding] : fresh_) {
      if (step.contains(path)) continue;
      const std::string reason = "it would bring a new finding: " + std::string(finding->rule);
      const bool any = std::ranges::any_of(
          step, [&](const auto& each) { return concerns(each.second, *finding); });
      for (const auto& [each, file] : step) {
        if (!any || concerns(file, *finding)) more_.emplace(each, reason);
      }
    }
  }

  std::optional<Objection> objection(const RepairedFile& file) const {
    if (const auto error = errors_.find(file.path); error != errors_.end()) {
      return Objection{"the file would no longer read: " + error->second->message, {}};
    }
    Objection still;
    // Of several findings that say the same in one file, one may be mended and another not.
    std::map<std::string, std::size_t> gone;
    for (const ShownFinding& mended : file.mended) ++gone[fingerprint_of(mended)];
    for (const auto& [fingerprint, count] : gone) {
      const auto had = had_.find(fingerprint), left = left_.find(fingerprint);
      const std::size_t before = had == had_.end() ? 0 : had->second;
      if (left == left_.end() || left->second + count <= before) continue;
      still.reason = "the finding would still be there";
      still.culprits.insert(fingerprint);
    }
    if (!still.culprits.empty()) return still;
    if (const auto finding = fresh_.find(file.path); finding != fresh_.end()) {
      return Objection{"it would bring a new finding: " + std::string(finding->second->rule), {}};
    }
    const auto more = more_.find(file.path);
    return more == more_.end() ? std::nullopt : std::optional(Objection{more->second, {}});
  }

 private:
  using Step = std::map<std::string, RepairedFile>;

  static bool is_alone(const RepairedFile& file) {
    return !file.mended.empty() && file.mended.front().repair->alone;
  }

  // Whether a repair of the file names somebody whom the finding names.
  static bool concerns(const RepairedFile& file, const ShownFinding& finding) {
    return std::ranges::any_of(file.mended, [&](const ShownFinding& mended) {
      return std::ranges::find_first_of(mended.subjects, finding.subjects) != mended.subjects.end();
    });
  }

  // Whether it says what is left to do where a repair did the rest.
  static bool is_left(const ShownFinding& finding, const Step& step) {
    return std::ranges::any_of(step, [&](const auto& each) {
      return std::ranges::any_of(each.second.mended, [&](const ShownFinding& mended) {
        return mended.repair->leaves == finding.rule &&
               std::ranges::find_first_of(mended.subjects, finding.subjects) !=
                   mended.subjects.end();
      });
    });
  }

  // What changed has to be meant: by a repair of the file that states it, or by one that names whom
  // it concerns (an override states what belongs to a service of another file).
  void blame(const Statements& changed, const Step& step) {
    std::set<std::pair<std::string, Fact>> meant_here, meant_for;
    std::map<std::string, std::size_t> steps;
    for (const auto& [path, file] : step) {
      // An edit changes one instruction, which is one statement less and one more, or adds one
      // with each of its lines.
      for (const Edit& edit : file.edits) {
        steps[path] += 2 + static_cast<std::size_t>(std::ranges::count(edit.replacement, '\n'));
      }
      for (const ShownFinding& mended : file.mended) {
        for (const Fact fact : mended.repair->facts) {
          meant_here.emplace(path, fact);
          for (const std::string& subject : mended.subjects) meant_for.emplace(subject, fact);
        }
      }
    }
    for (const Statement& statement : changed) {
      const auto& [path, subject, fact, what] = statement;
      if (meant_here.contains({path, fact}) || meant_for.contains({subject, fact})) continue;
      const auto left = steps.find(path);
      if (fact == Fact::count_ && left != steps.end() && left->second > 0) {
        --left->second;
        continue;
      }
      const std::string reason =
          "it would also change " +
          (fact == Fact::count_ ? std::string("other steps") : std::string(name_of(fact))) +
          " of " + subject;
      for (const auto& [each, file] : step) {
        if (each == path || !step.contains(path)) more_.emplace(each, reason);
      }
    }
  }

  std::unordered_map<std::string, std::size_t> had_, left_;  // by fingerprint: how many say it
  std::map<std::string, const ShownFinding*> fresh_;
  std::map<std::string, const ShownError*> errors_;
  std::map<std::string, std::string> more_;  // by file: what would change without being meant
};

constexpr std::string_view collides =
    "it would touch the same bytes as another repair; run it again";

// A file of several findings that are mended at one place takes as many rounds, and so does one of
// which several rules are objected to. Only files that are still changed are read again.
constexpr int most_rounds = 40;

// How often the repairs of one file are tried with fewer of them: each try reads the file again,
// and finding one bad rule among n takes log2(n) tries.
constexpr int most_tries = 40;

std::set<std::string_view> rules_in(const RepairedFile& file) {
  std::set<std::string_view> rules;
  for (const ShownFinding& finding : file.mended) rules.insert(finding.rule);
  return rules;
}

class Repairer {
 public:
  Repairer(const CheckOptions& options, Safety riskiest, const Files& files)
      : options_(with_repairs(options)),
        riskiest_(riskiest),
        overlay_(files),
        examination_(options_, overlay_) {}

  Repairs run() {
    Reading reading = examination_.read();
    Repairs repairs;
    repairs.before = reading.verdict;
    for (const ShownFinding& finding : reading.verdict.findings) {
      if (finding.repair) first_.try_emplace(fingerprint_of(finding), finding);
    }
    // What was objected to may stand once other repairs are made, as a second run would find.
    bool has_changed = false;
    for (int round = 1; round <= most_rounds; ++round) {
      refused_.clear();
      std::map<std::string, RepairedFile> step = gather(reading.verdict);
      if (step.empty()) {
        if (!has_changed || given_up_.empty()) break;
        given_up_.clear();
        has_changed = false;
        continue;
      }
      reading = settle(std::move(reading), step);
      has_changed = has_changed || !step.empty();
      for (auto& [path, file] : step) keep(std::move(file));
    }
    repairs.after = std::move(reading.verdict);
    for (auto& [path, file] : kept_) repairs.files.push_back(std::move(file));
    for (auto& [fingerprint, reason] : refused_) say(repairs, fingerprint, reason);
    for (auto& [fingerprint, reason] : given_up_) say(repairs, fingerprint, reason);
    std::ranges::stable_sort(repairs.refused, [](const Refusal& a, const Refusal& b) {
      return std::tie(a.finding.place.path, a.finding.place.bytes, a.finding.rule) <
             std::tie(b.finding.place.path, b.finding.place.bytes, b.finding.rule);
    });
    return repairs;
  }

 private:
  static CheckOptions with_repairs(CheckOptions options) {
    options.repairs = true;
    return options;
  }

  // A place that several workloads share is changed for all of them.
  static Safety safety_of(const ShownFinding& finding) {
    const bool shared = finding.subjects.size() > 1 && finding.repair->safety == Safety::safe;
    return shared ? Safety::behaviour : finding.repair->safety;
  }

  // A repair that has to be alone stands with none but itself: it may mend several findings.
  static bool may_join(const RepairedFile& file, const Repair& repair) {
    return std::ranges::all_of(file.mended, [&](const ShownFinding& mended) {
      const bool alone = repair.alone || mended.repair->alone;
      return !alone || mended.repair->edits == repair.edits;
    });
  }

  // The edits of all findings that do not touch each other.
  std::map<std::string, RepairedFile> gather(const Verdict& verdict) {
    std::map<std::string, RepairedFile> step;
    std::vector<const ShownFinding*> findings;
    for (const ShownFinding& finding : verdict.findings) {
      if (finding.repair) findings.push_back(&finding);
    }
    // Before the others, which then fit what it leaves: a health check the programs of the image.
    std::ranges::stable_partition(findings,
                                  [](const ShownFinding* each) { return each->repair->alone; });
    for (const ShownFinding* each : findings) {
      const ShownFinding& finding = *each;
      const Repair& repair = *finding.repair;
      const std::string fingerprint = fingerprint_of(finding);
      if (given_up_.contains(fingerprint)) continue;
      if (repair.edits.empty()) {
        refused_.emplace(fingerprint, repair.refusal);
      } else if (safety_of(finding) > riskiest_) {
        refused_.emplace(fingerprint, "it can change behaviour: " + breaks_of(finding));
      } else {
        RepairedFile& file = step[repair.path];
        file.path = repair.path;
        if (may_join(file, repair) && add_edits(file, repair.edits)) {
          file.mended.push_back(finding);
        } else {
          refused_.emplace(fingerprint, collides);
        }
      }
    }
    for (auto& [path, file] : step) {
      Result<std::string> text = overlay_.read(path);
      file.is_new = !text && !overlay_.exists(path);
      file.before = text ? std::move(*text) : std::string();
    }
    return step;
  }

  static std::string breaks_of(const ShownFinding& finding) {
    if (finding.repair->safety != Safety::safe) return finding.repair->breaks;
    std::string all = "it is shared by";
    for (const std::string& subject : finding.subjects) all += " " + subject + ",";
    all.pop_back();
    return all;
  }

  // Takes back what the proof objects to, until nothing is left to object; answers the reading of
  // the files as they then are.
  Reading settle(Reading before, std::map<std::string, RepairedFile>& step) {
    for (auto& [path, file] : step) apply(file);
    for (;;) {
      Reading after = examination_.read_again(overlay_.changed());
      const Proof proof(before, after, step);
      bool settled = true;
      for (auto at = step.begin(); at != step.end();) {
        const std::optional<Objection> objection = proof.objection(at->second);
        if (objection) {
          settled = false;
          narrow(at->second, *objection);
          apply(at->second);
        }
        at = at->second.mended.empty() ? step.erase(at) : std::next(at);
      }
      if (settled) return after;
      if (step.empty()) return before;
    }
  }

  // Leaves fewer findings to mend: without the culprits, or those of half of the rules; the others
  // are tried again in the next round. Whoever is objected to alone is given up.
  void narrow(RepairedFile& file, const Objection& objection) {
    const std::set<std::string_view> rules = rules_in(file);
    std::set<std::string_view> half;
    for (const std::string_view rule : rules) {
      if (half.size() < rules.size() / 2) half.insert(rule);
    }
    if (++tries_[file.path] > most_tries) half.clear();
    const bool alone = half.empty();
    std::vector<ShownFinding> left;
    for (ShownFinding& finding : file.mended) {
      std::string fingerprint = fingerprint_of(finding);
      const bool is_culprit = objection.culprits.contains(fingerprint);
      if (is_culprit || (objection.culprits.empty() && alone)) {
        given_up_.emplace(std::move(fingerprint), objection.reason);
      } else if (!objection.culprits.empty() || half.contains(finding.rule)) {
        left.push_back(std::move(finding));
      }
    }
    file.mended = std::move(left);
    file.edits.clear();
    for (const ShownFinding& finding : file.mended) add_edits(file, finding.repair->edits);
  }

  void apply(RepairedFile& file) {
    if (file.is_new && file.mended.empty()) return overlay_.take_back(file.path);
    file.after = with_edits(file.before, file.edits);
    overlay_.put(file.path, file.after);
  }

  void keep(RepairedFile file) {
    // As the file was before the first edit.
    for (ShownFinding& finding : file.mended) {
      const auto before = first_.find(fingerprint_of(finding));
      if (before != first_.end()) finding = before->second;
    }
    RepairedFile& all = kept_[file.path];
    if (all.path.empty()) {
      all = std::move(file);
      return;
    }
    all.edits = compose(all.edits, file.edits, file.before);
    all.after = std::move(file.after);
    std::ranges::move(file.mended, std::back_inserter(all.mended));
  }

  void say(Repairs& repairs, const std::string& fingerprint, std::string_view reason) const {
    // What a repair itself brought is no refusal of what was asked for.
    const auto finding = first_.find(fingerprint);
    if (finding != first_.end()) repairs.refused.push_back({finding->second, std::string(reason)});
  }

  const CheckOptions options_;
  const Safety riskiest_;
  Overlay overlay_;
  Examination examination_;
  std::map<std::string, int> tries_;                       // by path
  std::unordered_map<std::string, ShownFinding> first_;    // by fingerprint, as the files are now
  std::map<std::string, RepairedFile> kept_;               // by path
  std::map<std::string, std::string> refused_, given_up_;  // by fingerprint: why
};

Result<void> write_one(const RepairedFile& file, const Files& files) {
  const Result<std::string> now = files.read(file.path);
  const bool is_same = file.is_new ? !files.exists(file.path) : now && *now == file.before;
  if (!is_same) {
    return std::unexpected(Error{
        "has changed since it was read, so it was not repaired", file.path, {}, "run it again"});
  }
  return file.is_new ? make_file(file.path, file.after) : replace_file(file.path, file.after);
}

}  // namespace

Repairs repair(const CheckOptions& options, Safety riskiest, const Files& files) {
  return Repairer(options, riskiest, files).run();
}

std::vector<Error> write(const std::vector<RepairedFile>& repaired, const Files& files) {
  // Each file waits for the disk; those that wait together take hardly longer than one.
  constexpr unsigned writers = 16;
  std::vector<Result<void>> written(repaired.size());
  for_each_in_parallel(0, repaired.size(), writers,
                       [&](std::size_t at) { written[at] = write_one(repaired[at], files); });
  std::vector<Error> errors;
  for (const Result<void>& each : written) {
    if (!each) errors.push_back(each.error());
  }
  return errors;
}

}  // namespace boltseal
