#include "check/tree.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/parallel.h"
#include "check/link.h"

namespace boltseal {
namespace {

const Source* recognize_path(const std::string& path) {
  for (const Source* source : all_sources()) {
    if (source->claims_path(path)) return source;
  }
  return nullptr;
}

// Files are read in three rounds, each with what the rounds before it found out: what may build
// images; what only runs them; the Dockerfiles, because those that a workload is built from are
// judged with it. So that memory stays flat, a unit lives only as long as its visitor keeps it.
enum class Round : std::uint8_t { builders, others, dockerfiles };

Round round_of(const std::string& path) {
  const Source* const source = recognize_path(path);
  if (source != nullptr) {
    return source->name == "dockerfile" ? Round::dockerfiles : Round::builders;
  }
  // What only its content tells: manifests, and scripts without an extension.
  const auto ends = [&](std::string_view extension) { return path.ends_with(extension); };
  return ends(".yaml") || ends(".yml") || ends(".json") ? Round::others : Round::builders;
}

// Notes which files somebody asks for, when `asked` is not null. For one thread.
class Watched final : public Files {
 public:
  Watched(const Files& files, std::set<std::string>* asked) : files_(files), asked_(asked) {}

  Result<std::string> read(const std::string& path) const override {
    note(path);
    return files_.read(path);
  }
  bool exists(const std::string& path) const override {
    note(path);
    return files_.exists(path);
  }

 private:
  void note(const std::string& path) const {
    if (asked_ != nullptr) asked_->insert(path);
  }

  const Files& files_;
  std::set<std::string>* const asked_;
};

using Paths = std::unordered_set<std::string_view>;

bool is_any_in(const std::set<std::string>& asked, const Paths& changed) {
  return std::ranges::any_of(asked,
                             [&](const std::string& path) { return changed.contains(path); });
}

bool build_the_same(const ImageBuild& a, const ImageBuild& b) {
  return a.name == b.name && a.folder == b.folder && a.folder_is_sure == b.folder_is_sure &&
         a.request.dockerfile == b.request.dockerfile && a.request.target == b.request.target &&
         a.request.arguments == b.request.arguments;
}

}  // namespace

std::vector<Error> TreeReader::read() {
  find();
  visitor_.begin(found_.files.size());
  rests_.resize(found_.files.size());
  read_stale();
  return found_.errors;
}

std::vector<Error> TreeReader::read_again(const std::set<std::string>& changed) {
  const Paths paths(changed.begin(), changed.end());
  for (Rest& rest : rests_) rest.stale = rest.stale || is_any_in(rest.asked, paths);
  images_stale_ = images_stale_ || is_any_in(images_asked_, paths);
  read_stale();
  return found_.errors;
}

void TreeReader::find() {
  found_ = discover(options_.paths);
  std::vector<Discovered::Candidate>& all = found_.files;
  if (options_.policy != nullptr) {
    std::erase_if(all, [&](const Discovered::Candidate& candidate) {
      return !candidate.named && !options_.policy->admits(candidate.path);
    });
  }
  std::ranges::stable_sort(all, {}, [](const auto& each) { return round_of(each.path); });
  const auto begin_of = [&](Round round) {
    const auto first =
        std::ranges::find_if(all, [&](const auto& each) { return round_of(each.path) >= round; });
    return static_cast<std::size_t>(first - all.begin());
  };
  others_begin_ = begin_of(Round::others);
  dockerfiles_begin_ = begin_of(Round::dockerfiles);
  for (std::size_t at = dockerfiles_begin_; at < all.size(); ++at) {
    dockerfiles_.insert(all[at].path);
  }
}

void TreeReader::read_stale() {
  built_.clear();
  read_builders();
  read_round(others_begin_, dockerfiles_begin_);
  settle(0, dockerfiles_begin_);
  const auto runs = [&](bool Rest::* what) { return std::ranges::any_of(rests_, what); };
  const bool only_pods = runs(&Rest::runs_pods) && !runs(&Rest::runs_others);
  for (std::size_t at = dockerfiles_begin_; at < rests_.size(); ++at) {
    Rest& rest = rests_[at];
    const bool is_built = built_.contains(found_.files[at].path);
    rest.stale = rest.stale || rest.is_built != is_built || rest.only_pods != only_pods;
    rest.is_built = is_built;
    rest.only_pods = only_pods;
  }
  read_round(dockerfiles_begin_, rests_.size());
  settle(dockerfiles_begin_, rests_.size());
}

// These files may build images for each other.
void TreeReader::read_builders() {
  const auto open_stale = [&] {
    for_each_in_parallel(0, others_begin_, options_.threads, [&](std::size_t at) {
      if (rests_[at].stale) open(at, true);
    });
  };
  open_stale();
  if (images_stale_) {
    link_images();
    open_stale();
  }
  for_each_in_parallel(0, others_begin_, options_.threads, [&](std::size_t at) {
    Rest& rest = rests_[at];
    if (!rest.waiting) return;
    look(at, std::move(*rest.waiting));
    rest.waiting.reset();
  });
}

// With other images any file may be linked otherwise.
void TreeReader::link_images() {
  images_ = {};
  images_asked_.clear();
  const Watched watched(files_, &images_asked_);
  for (std::size_t at = 0; at < others_begin_; ++at) {
    images_.add(rests_[at].image_builds, dockerfiles_, watched);
  }
  images_stale_ = false;
  if (!linked_) {
    linked_ = true;
    return;
  }
  for (Rest& rest : rests_) rest.stale = !rest.waiting;
}

void TreeReader::read_round(std::size_t begin, std::size_t end) {
  for_each_in_parallel(begin, end, options_.threads, [&](std::size_t at) {
    if (rests_[at].stale) open(at, false);
  });
}

/// `may_build`: the file may build images for others, and so may what is to be linked with it.
void TreeReader::open(std::size_t at, bool may_build) {
  const Discovered::Candidate& candidate = found_.files[at];
  const Source* const chosen =
      candidate.named && !options_.source.empty() ? find_source(options_.source) : nullptr;
  Rest& rest = rests_[at];
  rest.asked.clear();
  Unit unit =
      open_unit(candidate.path, chosen, Watched(files_, remembers_ ? &rest.asked : nullptr));
  if (unit.source != nullptr && unit.source->name == "dockerfile" && rest.is_built) {
    std::erase_if(unit.inventory.workloads,
                  [](const Workload& workload) { return workload.is_image; });
  }
  rest.runs_pods = rest.runs_others = false;
  for (Workload& workload : unit.inventory.workloads) {
    if (workload.is_image) {
      workload.only_kubernetes = rest.only_pods;
    } else if (workload.platform == Platform::kubernetes) {
      rest.runs_pods = true;
    } else if (!workload.is_tool()) {
      rest.runs_others = true;
    }
  }
  rest.absorbed = unit.absorbed;
  if (may_build &&
      !std::ranges::equal(rest.image_builds, unit.inventory.image_builds, build_the_same)) {
    images_stale_ = true;
  }
  rest.image_builds = std::move(unit.inventory.image_builds);
  rest.stale = false;
  if (may_build && !dockerfiles_.empty() && may_run_built_image(unit.inventory)) {
    rest.waiting = std::move(unit);
  } else {
    look(at, std::move(unit));
  }
}

void TreeReader::look(std::size_t at, Unit unit) {
  Rest& rest = rests_[at];
  link_unit(unit, Watched(files_, remembers_ ? &rest.asked : nullptr), images_);
  rest.built = unit.built;
  visitor_.look(at, found_.files[at], std::move(unit));
}

void TreeReader::settle(std::size_t begin, std::size_t end) {
  std::set<std::string> absorbed;
  for (std::size_t at = begin; at < end; ++at) {
    absorbed.insert(rests_[at].absorbed.begin(), rests_[at].absorbed.end());
  }
  // As if there were no rounds before that of the Dockerfiles.
  std::vector<std::size_t> by_path;
  for (std::size_t at = begin; at < end; ++at) by_path.push_back(at);
  std::ranges::sort(by_path, {},
                    [&](std::size_t at) { return std::string_view(found_.files[at].path); });
  for (const std::size_t at : by_path) {
    const Discovered::Candidate& candidate = found_.files[at];
    const bool is_part = !candidate.named && absorbed.contains(candidate.path);
    if (!is_part) built_.insert(rests_[at].built.begin(), rests_[at].built.end());
    visitor_.settle(at, is_part);
  }
}

}  // namespace boltseal
