#include "check/truth.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "check/facts_of.h"
#include "check/judge.h"
#include "check/present.h"
#include "check/tree.h"

namespace boltseal {
namespace {

// More of one name than anybody reads; it bounds the work on a hostile tree.
constexpr std::size_t most_told = 100;

// A workload with what is needed to tell which findings speak of it.
struct Told {
  WorkloadTruth truth;
  std::set<std::string> files;        // of its unit
  std::set<std::string> dockerfiles;  // that its image is built from
  std::set<std::string> projects;     // that it is a member of
};

std::string_view group_of(std::string_view rule) { return rule.substr(0, rule.find('/')); }

// Whether a workload has this name, or is a container of the pod that has it.
bool is_part_of(std::string_view workload, Platform platform, std::string_view name) {
  return workload == name || (platform == Platform::kubernetes && workload.starts_with(name) &&
                              workload.substr(name.size()).starts_with(" "));
}

// Whether a rule looks at what belongs to this workload.
bool looks_at(const Rule& rule, const Told& told) {
  const bool is_pod = told.truth.platform == Platform::kubernetes;
  return rule.workload != nullptr || rule.image != nullptr || rule.project != nullptr ||
         (rule.pod != nullptr && is_pod) ||
         ((rule.build != nullptr || rule.step != nullptr) && !told.dockerfiles.empty());
}

bool speaks_of(const ShownFinding& finding, const Told& told) {
  const std::string& name = told.truth.name;
  return std::ranges::any_of(finding.subjects, [&](const std::string& subject) {
    if (told.dockerfiles.contains(finding.place.path) && subject == finding.place.path) return true;
    if (!told.files.contains(finding.place.path)) return false;
    return is_part_of(name, told.truth.platform, subject) || told.projects.contains(subject);
  });
}

class Tell final : public TreeVisitor {
 public:
  Tell(const std::string& name, const RuleSet& rules, int minor)
      : asked_(name), rules_(rules), minor_(minor) {}

  std::vector<std::vector<Told>> told;
  std::set<std::string> names;
  std::atomic<std::size_t> left_out = 0;

 private:
  void begin(std::size_t count) override {
    told.resize(count);
    names_.resize(count);
  }

  void look(std::size_t at, const Discovered::Candidate&, Unit unit) override {
    Presenter presenter(unit);
    for (const Workload& workload : unit.inventory.workloads) {
      names_[at].push_back(workload.name);
      if (!is_named(workload.name, asked_)) continue;
      if (told[at].size() < most_told) {
        told[at].push_back(tell(workload, unit, presenter));
      } else {
        ++left_out;
      }
    }
  }

  void settle(std::size_t at, bool absorbed) override {
    if (absorbed) told[at].clear();
    if (!absorbed) names.insert(names_[at].begin(), names_[at].end());
  }

  Told tell(const Workload& workload, const Unit& unit, Presenter& presenter) const {
    Told all;
    WorkloadTruth& truth = all.truth;
    truth.name = workload.name;
    truth.platform = workload.platform;
    truth.place = presenter.place_of(workload.site());
    for (const Level& level : workload.levels) {
      truth.layers.push_back(
          {level.kind, level.name, presenter.place_of(level.site), level.open.has_value()});
      if (level.kind == LevelKind::build_stage && level.site.has_place()) {
        all.dockerfiles.insert(level.site.file->path);
      }
    }
    tell_facts(workload, [&](const Origin& origin) { return presenter.place_of(origin); }, truth);
    for (const auto& file : unit.files) all.files.insert(file->path);
    for (const Project& project : unit.inventory.projects) {
      const bool is_member = std::ranges::any_of(project.members, [&](const Member& member) {
        return is_part_of(workload.name, workload.platform, member.name);
      });
      if (!is_member) continue;
      all.projects.emplace(project.platform == Platform::kubernetes ? name_of_manifests
                                                                    : project.name);
    }
    count_unknown(workload, unit.inventory, all);
    return all;
  }

  void count_unknown(const Workload& workload, const Inventory& from, Told& all) const {
    Inventory own;
    own.workloads.push_back(workload);
    for (const Image& image : from.images) {
      if (image.used_by == workload.name) own.images.push_back(image);
    }
    for (const Pod& pod : from.pods) {
      if (is_part_of(workload.name, workload.platform, pod.name)) own.pods.push_back(pod);
    }
    for (const Practice& practice : all_practices()) {
      PracticeTruth& verdict = all.truth.practices.emplace_back();
      verdict.practice = &practice;
      RuleSet rules = rules_;
      std::erase_if(rules, [&](const NamedRule* rule) { return rule->group != practice.group; });
      verdict.is_judged = std::ranges::any_of(
          rules, [&](const NamedRule* rule) { return looks_at(*rule->rule, all); });
      std::vector<Finding> ignored;
      verdict.unknown = judge(own, rules, ignored, minor_);
    }
  }

  const std::string& asked_;
  const RuleSet& rules_;
  const int minor_;
  std::vector<std::vector<std::string>> names_;
};

// What the check said of everything, given to those of whom it speaks.
void hand_out(const Verdict& verdict, Told& told) {
  const auto practice_of = [&](std::string_view rule) {
    return std::ranges::find(told.truth.practices, group_of(rule),
                             [](const PracticeTruth& each) { return each.practice->group; });
  };
  const auto none = told.truth.practices.end();  // of what speaks of allowances
  for (const ShownFinding& finding : verdict.findings) {
    const auto practice = practice_of(finding.rule);
    if (practice != none && speaks_of(finding, told)) practice->findings.push_back(finding);
  }
  for (const Accepted& accepted : verdict.accepted) {
    const auto practice = practice_of(accepted.finding.rule);
    if (practice != none && speaks_of(accepted.finding, told)) {
      practice->accepted.push_back(accepted);
    }
  }
}

}  // namespace

std::string_view verdict_of(const PracticeTruth& practice) {
  if (!practice.findings.empty()) return "findings";
  if (!practice.is_judged) return "not judged";
  return practice.unknown > 0 ? "unknown" : "ok";
}

bool is_named(std::string_view workload, std::string_view asked) {
  if (asked.empty()) return false;
  if (workload == asked) return true;
  const std::vector<std::string_view> words = split(workload, ' ');
  for (std::size_t at = 0; at < words.size(); ++at) {
    // The first words only say what kind it is: "service web", "docker run web".
    const std::size_t slash = words[at].find('/');
    const bool is_owner = at == 0 && slash != std::string_view::npos;
    const std::string_view rest =
        workload.substr(static_cast<std::size_t>(words[at].data() - workload.data()));
    if (is_owner && (words[at] == asked || words[at].substr(slash + 1) == asked)) return true;
    if (at > 0 && rest == asked) return true;
  }
  return false;
}

Explanation explain_workload(const std::string& name, const CheckOptions& options,
                             const Files& files) {
  const RuleSet rules = rules_of(options);
  Tell tell(name, rules, options.profile.minor);
  static_cast<void>(TreeReader(options, files, tell).read());  // check() says it too
  Explanation explanation;
  explanation.names.assign(tell.names.begin(), tell.names.end());
  // A whole name means exactly that.
  const bool is_whole = tell.names.contains(name);
  std::vector<Told> all;
  for (std::vector<Told>& some : tell.told) {
    for (Told& told : some) {
      if (!is_whole || told.truth.name == name) all.push_back(std::move(told));
    }
  }
  if (all.empty()) return explanation;
  std::ranges::stable_sort(all, [](const Told& a, const Told& b) {
    const Place &x = a.truth.place, &y = b.truth.place;
    return std::tie(x.path, x.bytes.begin) < std::tie(y.path, y.bytes.begin);
  });
  explanation.left_out = tell.left_out;
  if (all.size() > most_told) {
    explanation.left_out += all.size() - most_told;
    all.resize(most_told);
  }
  Verdict verdict = check(options, files);
  explanation.errors = std::move(verdict.errors);
  for (Told& told : all) {
    hand_out(verdict, told);
    explanation.workloads.push_back(std::move(told.truth));
  }
  return explanation;
}

}  // namespace boltseal
