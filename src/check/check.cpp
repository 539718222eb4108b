#include "check/check.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "check/judge.h"
#include "check/manifests.h"
#include "check/present.h"
#include "check/sort_findings.h"
#include "check/tree.h"
#include "check/unit.h"
#include "policy/apply.h"

namespace boltseal {
namespace {

// What is kept of a unit after its rules have run. Manifests of one tree are one project, so their
// files stay until the rules over projects have run; everything else is let go at once, which keeps
// memory flat.
struct Outcome {
  bool read = false;
  std::size_t workloads = 0, unknown = 0;
  std::vector<ShownFinding> findings;
  std::vector<ShownError> errors;
  std::vector<Allowance> allowances;  // in the comments of its files
  std::set<std::pair<std::string, std::string>> subjects;
  std::shared_ptr<const Statements> statements;  // only when they are asked for
  std::vector<Project> manifests;
  Unit unit;  // holds the files of `manifests`; else empty
};

}  // namespace

class TreeCheck final : private TreeVisitor {
 public:
  /// `repeats`: it is asked again, and for what everybody states.
  TreeCheck(const CheckOptions& options, const Files& files, bool repeats)
      : options_(options),
        files_(files),
        rules_(rules_of(options)),
        repeats_(repeats),
        tree_(options, files, *this, repeats) {}

  Reading read() { return conclude(tree_.read()); }
  Reading read_again(const std::set<std::string>& changed) {
    return conclude(tree_.read_again(changed));
  }

 private:
  Reading conclude(const std::vector<Error>& errors) {
    for (const Error& error : errors) verdict_.errors.push_back(show(error, files_));
    judge_manifests();
    finish();
    apply_policy();
    Reading reading{std::exchange(verdict_, {}), statements_};
    std::ranges::fill(statements_, nullptr);
    allowances_.clear();
    manifests_ = {};
    manifest_units_.clear();
    return reading;
  }

  void begin(std::size_t count) override {
    outcomes_.resize(count);
    statements_.resize(count);
  }

  void look(std::size_t at, const Discovered::Candidate& candidate, Unit unit) override {
    outcomes_[at] = judge_unit(candidate, std::move(unit));
  }

  void settle(std::size_t at, bool absorbed) override {
    if (absorbed) {
      verdict_.files += 1;
    } else {
      take(outcomes_[at]);
      statements_[at] = outcomes_[at].statements;
    }
    // The files of manifests are still needed.
    if (!repeats_ && (absorbed || outcomes_[at].manifests.empty())) outcomes_[at] = {};
  }

  Outcome judge_unit(const Discovered::Candidate& candidate, Unit unit) const {
    Outcome outcome;
    outcome.read = unit.source != nullptr;
    if (!outcome.read && candidate.named && unit.inventory.errors.empty()) {
      unit.inventory.errors.push_back(Error{"is no kind of file that is known here",
                                            candidate.path,
                                            {},
                                            "say what it is with --as SOURCE"});
    }
    outcome.workloads = unit.inventory.workloads.size();
    if (options_.policy != nullptr) {
      for (Image& image : unit.inventory.images) {
        image.is_from_trusted = options_.policy->trusts(image.reference);
      }
    }
    if (repeats_) {
      outcome.statements = std::make_shared<const Statements>(statements_of(unit.inventory));
    }
    if (options_.note_subjects) outcome.subjects = subjects_of(unit.inventory);
    std::vector<Finding> findings;
    outcome.unknown = judge(unit.inventory, rules_, findings, options_.profile.minor);
    for (Project& project : unit.inventory.projects) {
      if (project.platform == Platform::kubernetes) {
        outcome.manifests.push_back(std::move(project));
      } else {
        outcome.unknown += judge(project, rules_, findings);
      }
    }
    Presenter presenter(unit, &files_, options_.digests);
    outcome.findings.reserve(findings.size());
    for (Finding& finding : findings) {
      outcome.findings.push_back(presenter.show(std::move(finding), options_.repairs));
    }
    for (const Error& error : unit.inventory.errors) outcome.errors.push_back(show(error, files_));
    if (options_.honour_comments) {
      for (const auto& file : unit.files) {
        InlineAllowances inside = inline_allowances(*file);
        std::ranges::move(inside.allowances, std::back_inserter(outcome.allowances));
        // Where the Pod Security Standards judge, nothing else does.
        if (is_pod_security(options_.profile.profile)) continue;
        for (const Error& error : inside.errors) {
          outcome.findings.push_back(invalid_allowance(error, show(error, files_).place));
        }
      }
    }
    // So that the whole is often sorted already when all files are through.
    sort_findings(outcome.findings);
    if (!outcome.manifests.empty()) {
      unit.inventory = {};
      outcome.unit = std::move(unit);
    }
    return outcome;
  }

  static std::set<std::pair<std::string, std::string>> subjects_of(const Inventory& inventory) {
    std::set<std::pair<std::string, std::string>> subjects;
    const auto note = [&](const Origin& site, const std::string& name) {
      if (site.has_place()) subjects.emplace(site.file->path, name);
    };
    for (const Workload& workload : inventory.workloads) note(workload.site(), workload.name);
    for (const Pod& pod : inventory.pods) note(pod.whole.site, pod.name);
    for (const auto& build : inventory.builds) {
      if (!build->stages.empty()) note(build->stages.front().from, build->name);
    }
    for (const Engine& engine : inventory.engines) note(engine.site(), engine.name);
    for (const Host& host : inventory.hosts) note(host.site(), host.name);
    for (const Grant& grant : inventory.grants) note(grant.site, grant.name);
    for (const Image& image : inventory.images) note(image.site, image.used_by);
    for (const Project& project : inventory.projects) {
      const bool joined = project.platform == Platform::kubernetes;
      for (const Member& member : project.members) {
        note(member.site, joined ? std::string(name_of_manifests) : project.name);
      }
    }
    return subjects;
  }

  // What is asked for again is copied, the rest moved.
  template <class T>
  T given(T& kept) const {
    return repeats_ ? kept : std::move(kept);
  }

  void take(Outcome& outcome) {
    const auto append = [&]<class T>(std::vector<T>& all, std::vector<T>& more) {
      for (T& each : more) all.push_back(given(each));
    };
    verdict_.subjects.merge(given(outcome.subjects));
    verdict_.files += outcome.read ? 1 : 0;
    verdict_.workloads += outcome.workloads;
    verdict_.unknown += outcome.unknown;
    append(verdict_.findings, outcome.findings);
    append(verdict_.errors, outcome.errors);
    append(allowances_, outcome.allowances);
    if (outcome.manifests.empty()) return;
    for (Project& part : outcome.manifests) add_manifests(given(part));
    manifest_units_.push_back(&outcome.unit);
  }

  void add_manifests(Project part) {
    manifests_.name = name_of_manifests;
    join_manifests(manifests_, std::move(part));
  }

  void judge_manifests() {
    if (manifest_units_.empty()) return;
    std::vector<Finding> findings;
    verdict_.unknown += judge(manifests_, rules_, findings);
    std::map<const File*, const Unit*> homes;
    for (const Unit* const unit : manifest_units_) {
      for (const auto& file : unit->files) homes[file.get()] = unit;
    }
    // One for each unit: a presenter indexes the lines of its files.
    std::map<const Unit*, Presenter> presenters;
    for (Finding& finding : findings) {
      const Unit* const unit = homes.at(finding.site.file);
      Presenter& presenter =
          presenters.try_emplace(unit, *unit, &files_, options_.digests).first->second;
      verdict_.findings.push_back(presenter.show(std::move(finding), options_.repairs));
    }
  }

  // Of two changes of one place, the one that must not be made, else the one that does more.
  static bool outranks(const Repair& a, const Repair& b) {
    if (a.edits.empty() != b.edits.empty()) return a.edits.empty();
    const auto size = [](const Repair& repair) {
      std::size_t bytes = 0;
      for (const Edit& edit : repair.edits) bytes += edit.replacement.size();
      return bytes;
    };
    return size(a) > size(b);
  }

  // Says once what several units say of one place, naming everybody it affects. In place: a tree of
  // 10,000 files has fifty megabytes of findings and more.
  static void say_once(std::vector<ShownFinding>& findings) {
    if (findings.empty()) return;
    auto last = findings.begin();  // of those that stay
    for (auto next = last + 1; next != findings.end(); ++next) {
      if (place_key(*last) != place_key(*next)) {
        if (++last != next) *last = std::move(*next);
        continue;
      }
      // Of two ways to say it, the one that comes with a change.
      const bool is_better = next->fixable && !last->fixable;
      if (is_better || (next->repair && last->repair && outranks(*next->repair, *last->repair))) {
        std::swap(*last, *next);
      }
      for (std::string& subject : next->subjects) {
        std::vector<std::string>& known = last->subjects;
        if (std::ranges::find(known, subject) == known.end()) known.push_back(std::move(subject));
      }
    }
    findings.erase(last + 1, findings.end());
  }

  void finish() {
    sort_findings(verdict_.findings);
    say_once(verdict_.findings);
    const auto error_key = [](const ShownError& error) {
      return std::tie(error.place.path, error.place.bytes.begin, error.message);
    };
    std::stable_sort(
        verdict_.errors.begin(), verdict_.errors.end(),
        [&](const ShownError& a, const ShownError& b) { return error_key(a) < error_key(b); });
    const auto twice = std::unique(
        verdict_.errors.begin(), verdict_.errors.end(),
        [&](const ShownError& a, const ShownError& b) { return error_key(a) == error_key(b); });
    verdict_.errors.erase(twice, verdict_.errors.end());
  }

  void apply_policy() {
    // A file that several units read says the same thing several times.
    const auto place = [](const Allowance& allowance) {
      return std::tie(allowance.place.path, allowance.place.bytes.begin);
    };
    std::ranges::sort(allowances_, std::less<>(), place);
    const auto twice = std::ranges::unique(allowances_, std::equal_to<>(), place);
    allowances_.erase(twice.begin(), twice.end());
    if (options_.policy != nullptr) {
      const Policy& policy = *options_.policy;
      for (ShownFinding& finding : verdict_.findings) set_severity(policy, finding);
      std::ranges::copy(policy.allowances, std::back_inserter(allowances_));
    }
    // What the standards allow has no finding, not even one about an allowance.
    const bool notices = !is_pod_security(options_.profile.profile);
    apply_allowances(verdict_, allowances_, options_.today, notices ? rules_ : RuleSet{},
                     options_.whole_project);
    sort_findings(verdict_.findings);
  }

  const CheckOptions& options_;
  const Files& files_;
  const RuleSet rules_;
  const bool repeats_;
  TreeReader tree_;
  std::vector<Outcome> outcomes_;
  // Of one reading.
  Verdict verdict_;
  std::vector<std::shared_ptr<const Statements>> statements_;
  std::vector<Allowance> allowances_;
  Project manifests_;
  std::vector<const Unit*> manifest_units_;
};

Examination::Examination(const CheckOptions& options, const Files& files)
    : check_(std::make_unique<TreeCheck>(options, files, true)) {}

Examination::~Examination() = default;

Reading Examination::read() { return check_->read(); }

Reading Examination::read_again(const std::set<std::string>& changed) {
  return check_->read_again(changed);
}

RuleSet rules_of(const CheckOptions& options) {
  RuleSet rules = rules_of(options.profile, options.rules);
  if (options.policy == nullptr || !options.rules.empty()) return rules;
  const Policy& policy = *options.policy;
  const auto setting = [&](const NamedRule& rule) -> const RuleSetting* {
    const auto found = policy.rules.find(rule.id);
    return found == policy.rules.end() ? nullptr : &found->second;
  };
  std::erase_if(rules, [&](const NamedRule* rule) {
    const RuleSetting* const said = setting(*rule);
    return said != nullptr && !said->on;
  });
  // Where the Pod Security Standards judge, nothing else does.
  if (is_pod_security(options.profile.profile)) return rules;
  for (const NamedRule& rule : all_rules()) {
    if (std::ranges::find(rules, &rule) != rules.end()) continue;
    const RuleSetting* const said = setting(rule);
    // Whoever says where images may come from wants to hear of the others.
    const bool asked = said == nullptr && rule.id == "supply/unlisted-registry" &&
                       !policy.trusted_registries.empty();
    if (asked || (said != nullptr && said->on)) rules.push_back(&rule);
  }
  return rules;
}

Verdict check(const CheckOptions& options, const Files& files) {
  return TreeCheck(options, files, false).read().verdict;
}

}  // namespace boltseal
