#include "scan/practices.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "check/check.h"
#include "check/judge.h"
#include "check/present.h"
#include "check/unit.h"
#include "policy/apply.h"
#include "scan/contents.h"
#include "scan/image_build.h"

namespace boltseal {
namespace {

constexpr std::size_t most_excerpt = 400;

// A label, a name or the system itself says that the image holds a program and nothing else.
std::string distroless_claim(const SystemInventory& inventory) {
  const auto claims = [](std::string_view text) {
    return to_lower(text).find("distroless") != std::string::npos;
  };
  if (inventory.distribution && claims(inventory.distribution->title)) {
    return "its system calls itself " + inventory.distribution->title;
  }
  if (claims(inventory.reference)) return "its name is " + inventory.reference;
  for (const char* const label :
       {"org.opencontainers.image.title", "org.opencontainers.image.description",
        "org.opencontainers.image.base.name", "org.label-schema.name"}) {
    const auto found = inventory.config.labels.find(label);
    if (found != inventory.config.labels.end() && claims(found->second)) {
      return "its label " + std::string(label) + " says so";
    }
  }
  return {};
}

std::optional<std::uint16_t> layer_of_step(const SystemInventory& inventory, std::size_t step) {
  const std::vector<HistoryStep>& history = inventory.config.history;
  if (history[step].is_empty) return std::nullopt;
  const auto before = history.begin() + static_cast<std::ptrdiff_t>(step);
  const auto layer = static_cast<std::size_t>(std::count_if(
      history.begin(), before, [](const HistoryStep& each) { return !each.is_empty; }));
  // A history that was cut or squashed tells of other layers.
  const bool is_told = inventory.config.step_of(layer) == &history[step];
  if (!is_told || layer >= inventory.layers.size()) return std::nullopt;
  return static_cast<std::uint16_t>(layer);
}

class Judge {
 public:
  Judge(const SystemInventory& inventory, AskedProfile profile, const Policy* policy)
      : inventory_(inventory), policy_(policy), rules_(rules_for_images(profile, policy)) {}

  std::vector<PracticeFinding> run() {
    if (inventory_.kind == SystemInventory::Kind::image) judge_build();
    judge_contents();
    std::ranges::stable_sort(found_, {}, [](const PracticeFinding& each) {
      return std::tuple(-static_cast<int>(each.finding.severity), each.finding.rule,
                        each.step.value_or(0), std::string_view(each.finding.place.path));
    });
    return std::move(found_);
  }

 private:
  void add(ShownFinding finding, std::optional<std::size_t> step,
           std::optional<std::uint16_t> layer) {
    finding.subjects = {inventory_.subject};
    if (policy_ != nullptr) set_severity(*policy_, finding);
    // Nobody can edit an image.
    finding.fixable = false;
    finding.remedy.clear();
    found_.push_back({std::move(finding), step, layer});
  }

  void judge_build() {
    const ToldBuild told = tell_build(inventory_.config);
    const std::string name = "image";
    const std::map<std::string, std::string> text = {{name, told.text}};
    Unit unit = open_unit(name, find_source("dockerfile"), MemoryFiles(text));
    // What steps start or write is no part of the image's own configuration. A step that cannot be
    // read is not said: whoever built the image could write there what they like.
    Inventory& read = unit.inventory;
    std::erase_if(read.workloads, [](const Workload& each) { return !each.is_image; });
    read.pods.clear();
    read.engines.clear();
    read.hosts.clear();
    read.grants.clear();
    read.images.clear();
    RuleSet rules = rules_;
    std::erase_if(rules, [](const NamedRule* rule) { return !rule->rule->on_images; });
    std::vector<Finding> findings;
    judge(read, rules, findings);
    Presenter presenter(unit);
    for (Finding& finding : findings) {
      ShownFinding shown = presenter.show(std::move(finding), false);
      const std::optional<std::size_t> step = told.step_at(shown.place.bytes.begin);
      // FROM stands for what nobody said.
      if (shown.place.bytes.begin == 0) shown.place.excerpt.clear();
      if (step) {
        shown.place.excerpt = inventory_.config.history[*step].created_by.substr(0, most_excerpt);
      }
      shown.place.path.clear();
      shown.place.begin = shown.place.end = {0, 0};
      shown.place.bytes = {};
      shown.chain.clear();
      add(std::move(shown), step, step ? layer_of_step(inventory_, *step) : std::nullopt);
    }
  }

  void judge_contents() {
    if (inventory_.contents == nullptr) return;
    ImageContents contents = inventory_.contents->contents;
    contents.name = inventory_.subject;
    contents.claims_distroless = distroless_claim(inventory_);
    std::map<const File*, std::uint16_t> layers;
    for (std::size_t at = 0; at < contents.files.size(); ++at) {
      layers[contents.files[at].origin.file] = inventory_.contents->layers[at];
    }
    const Unit unit;
    Presenter presenter(unit);
    for (const NamedRule* const named : rules_) {
      if (named->rule->contents == nullptr) continue;
      std::vector<Finding> findings;
      Findings said(*named, contents.name, findings);
      named->rule->contents(contents, said);
      for (Finding& finding : findings) {
        const std::uint16_t layer = layers[finding.site.file];
        ShownFinding shown = presenter.show(std::move(finding), false);
        shown.place.begin = shown.place.end = {0, 0};
        add(std::move(shown), std::nullopt, layer);
      }
    }
  }

  const SystemInventory& inventory_;
  const Policy* const policy_;
  const RuleSet rules_;
  std::vector<PracticeFinding> found_;
};

}  // namespace

bool can_judge(const SystemInventory& inventory) {
  return inventory.kind == SystemInventory::Kind::image || inventory.contents != nullptr;
}

RuleSet rules_for_images(AskedProfile profile, const Policy* policy) {
  CheckOptions options;
  options.profile = profile;
  options.policy = policy;
  return rules_of(options);
}

std::vector<PracticeFinding> judge_practices(const SystemInventory& inventory, AskedProfile profile,
                                             const Policy* policy) {
  return Judge(inventory, profile, policy).run();
}

}  // namespace boltseal
