#include "check/check.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include "check/discover.h"
#include "check/judge.h"
#include "check/present.h"
#include "check/unit.h"

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
  std::set<std::string> built;     // Dockerfiles that workloads here are built from
  std::set<std::string> absorbed;  // files that are judged as a part of this one
  std::vector<Project> manifests;
  Unit unit;  // holds the files of `manifests`; else empty
};

class Check {
 public:
  Check(const CheckOptions& options, const Files& files)
      : options_(options), files_(files), rules_(rules_of(options.profile, options.rules)) {}

  Verdict run() {
    Discovered found = discover(options_.paths);
    for (const Error& error : found.errors) verdict_.errors.push_back(show(error, files_));
    // Dockerfiles come second: those that a service builds are judged with that service.
    const auto dockerfiles = std::stable_partition(
        found.files.begin(), found.files.end(), [](const Discovered::Candidate& candidate) {
          const Source* source = recognize_path(candidate.path);
          return source == nullptr || source->name != "dockerfile";
        });
    run_all({found.files.begin(), dockerfiles});
    run_all({dockerfiles, found.files.end()});
    judge_manifests();
    finish();
    return std::move(verdict_);
  }

 private:
  static const Source* recognize_path(const std::string& path) {
    for (const Source* source : all_sources()) {
      if (source->claims_path(path)) return source;
    }
    return nullptr;
  }

  void run_all(const std::vector<Discovered::Candidate>& candidates) {
    std::vector<Outcome> outcomes(candidates.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t at = next++; at < candidates.size(); at = next++) {
        outcomes[at] = run_one(candidates[at]);
      }
    };
    unsigned threads = options_.threads ? options_.threads : std::thread::hardware_concurrency();
    threads = std::max(1u, std::min(threads, static_cast<unsigned>(candidates.size())));
    {
      std::vector<std::jthread> others;
      for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
      work();
    }
    std::set<std::string> absorbed;
    for (const Outcome& outcome : outcomes) {
      absorbed.insert(outcome.absorbed.begin(), outcome.absorbed.end());
    }
    for (std::size_t at = 0; at < candidates.size(); ++at) {
      if (!candidates[at].named && absorbed.contains(candidates[at].path)) {
        verdict_.files += 1;
      } else {
        take(std::move(outcomes[at]));
      }
    }
  }

  Outcome run_one(const Discovered::Candidate& candidate) const {
    const Source* const chosen =
        candidate.named && !options_.source.empty() ? find_source(options_.source) : nullptr;
    Unit unit = read_unit(candidate.path, chosen, files_);
    if (unit.source != nullptr && unit.source->name == "dockerfile" &&
        built_.contains(candidate.path)) {
      std::erase_if(unit.inventory.workloads,
                    [](const Workload& workload) { return workload.is_image; });
    }
    Outcome outcome;
    outcome.read = unit.source != nullptr;
    if (!outcome.read && candidate.named && unit.inventory.errors.empty()) {
      unit.inventory.errors.push_back(Error{"is no kind of file that is known here",
                                            candidate.path,
                                            {},
                                            "say what it is with --as SOURCE"});
    }
    outcome.workloads = unit.inventory.workloads.size();
    std::vector<Finding> findings;
    outcome.unknown = judge(unit.inventory, rules_, findings, options_.profile.minor);
    for (Project& project : unit.inventory.projects) {
      if (project.platform == Platform::kubernetes) {
        outcome.manifests.push_back(std::move(project));
      } else {
        outcome.unknown += judge(project, rules_, findings);
      }
    }
    Presenter presenter(unit);
    for (Finding& finding : findings) {
      outcome.findings.push_back(presenter.show(std::move(finding), options_.repairs));
    }
    for (const Error& error : unit.inventory.errors) outcome.errors.push_back(show(error, files_));
    for (const Workload& workload : unit.inventory.workloads) {
      if (workload.build && !workload.build->dockerfile.empty())
        outcome.built.insert(workload.build->dockerfile);
    }
    outcome.absorbed = std::move(unit.absorbed);
    if (!outcome.manifests.empty()) {
      unit.inventory = {};
      outcome.unit = std::move(unit);
    }
    return outcome;
  }

  void take(Outcome outcome) {
    verdict_.files += outcome.read ? 1 : 0;
    verdict_.workloads += outcome.workloads;
    verdict_.unknown += outcome.unknown;
    std::move(outcome.findings.begin(), outcome.findings.end(),
              std::back_inserter(verdict_.findings));
    std::move(outcome.errors.begin(), outcome.errors.end(), std::back_inserter(verdict_.errors));
    built_.merge(outcome.built);
    if (outcome.manifests.empty()) return;
    for (Project& part : outcome.manifests) add_manifests(std::move(part));
    manifest_units_.push_back(std::move(outcome.unit));
  }

  void add_manifests(Project part) {
    manifests_.platform = Platform::kubernetes;
    manifests_.name = "the manifests";
    manifests_.open = manifests_.open || part.open;
    const auto append = [](auto& all, auto& more) {
      std::move(more.begin(), more.end(), std::back_inserter(all));
    };
    append(manifests_.members, part.members);
    append(manifests_.networks, part.networks);
    append(manifests_.policies, part.policies);
    append(manifests_.namespaces, part.namespaces);
  }

  void judge_manifests() {
    if (manifest_units_.empty()) return;
    std::vector<Finding> findings;
    verdict_.unknown += judge(manifests_, rules_, findings);
    std::map<const File*, const Unit*> homes;
    for (const Unit& unit : manifest_units_) {
      for (const auto& file : unit.files) homes[file.get()] = &unit;
    }
    for (Finding& finding : findings) {
      Presenter presenter(*homes.at(finding.site.file));
      verdict_.findings.push_back(presenter.show(std::move(finding), options_.repairs));
    }
  }

  // Sorts, and says once what several units say of one place, naming everybody it affects.
  void finish() {
    const auto key = [](const ShownFinding& finding) {
      return std::tie(finding.place.path, finding.place.bytes.begin, finding.place.bytes.end,
                      finding.rule, finding.fact);
    };
    std::stable_sort(verdict_.findings.begin(), verdict_.findings.end(),
                     [&](const ShownFinding& a, const ShownFinding& b) { return key(a) < key(b); });
    std::vector<ShownFinding> once;
    for (ShownFinding& finding : verdict_.findings) {
      if (once.empty() || key(once.back()) != key(finding)) {
        once.push_back(std::move(finding));
        continue;
      }
      for (std::string& subject : finding.subjects) {
        std::vector<std::string>& known = once.back().subjects;
        if (std::find(known.begin(), known.end(), subject) == known.end())
          known.push_back(std::move(subject));
      }
    }
    verdict_.findings = std::move(once);
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

  const CheckOptions& options_;
  const Files& files_;
  const RuleSet rules_;
  Verdict verdict_;
  std::set<std::string> built_;
  Project manifests_;
  std::vector<Unit> manifest_units_;
};

}  // namespace

Verdict check(const CheckOptions& options, const Files& files) {
  return Check(options, files).run();
}

}  // namespace boltseal
