#include "check/tree.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

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

class TreeReader {
 public:
  TreeReader(const CheckOptions& options, const Files& files, TreeVisitor& visitor)
      : options_(options), files_(files), visitor_(visitor) {}

  std::vector<Error> run() {
    Discovered found = discover(options_.paths);
    if (options_.policy != nullptr) {
      std::erase_if(found.files, [&](const Discovered::Candidate& candidate) {
        return !candidate.named && !options_.policy->admits(candidate.path);
      });
    }
    const auto others = partition(found.files.begin(), found.files.end(), Round::builders);
    const auto dockerfiles = partition(others, found.files.end(), Round::others);
    for (auto at = dockerfiles; at != found.files.end(); ++at) dockerfiles_.insert(at->path);
    visitor_.begin(found.files.size());
    rests_.resize(found.files.size());
    const auto place = [&](auto at) { return static_cast<std::size_t>(at - found.files.begin()); };
    read(found.files, 0, place(others), true);
    read(found.files, place(others), place(dockerfiles), false);
    settle(found.files, 0, place(dockerfiles));
    for (const Rest& rest : rests_) {
      runs_pods_ = runs_pods_ || rest.runs_pods;
      runs_others_ = runs_others_ || rest.runs_others;
    }
    read(found.files, place(dockerfiles), found.files.size(), false);
    settle(found.files, place(dockerfiles), found.files.size());
    return std::move(found.errors);
  }

 private:
  using Candidates = std::vector<Discovered::Candidate>;

  static Candidates::iterator partition(Candidates::iterator begin, Candidates::iterator end,
                                        Round first) {
    return std::stable_partition(begin, end, [&](const Discovered::Candidate& candidate) {
      return round_of(candidate.path) == first;
    });
  }

  // What stays of a file after its visitor has looked at it.
  struct Rest {
    std::set<std::string> absorbed, built;
    std::vector<ImageBuild> image_builds;
    std::optional<Unit> waiting;  // for all builders to be read
    bool runs_pods = false, runs_others = false;
  };

  /// `may_build`: these files may build images for each other.
  void read(const Candidates& candidates, std::size_t begin, std::size_t end, bool may_build) {
    for_each(begin, end, [&](std::size_t at) {
      const Discovered::Candidate& candidate = candidates[at];
      const Source* const chosen =
          candidate.named && !options_.source.empty() ? find_source(options_.source) : nullptr;
      Unit unit = open_unit(candidate.path, chosen, files_);
      if (unit.source != nullptr && unit.source->name == "dockerfile" &&
          built_.contains(candidate.path)) {
        std::erase_if(unit.inventory.workloads,
                      [](const Workload& workload) { return workload.is_image; });
      }
      Rest& rest = rests_[at];
      for (Workload& workload : unit.inventory.workloads) {
        if (workload.is_image) {
          workload.only_kubernetes = runs_pods_ && !runs_others_;
        } else if (workload.platform == Platform::kubernetes) {
          rest.runs_pods = true;
        } else if (!workload.is_tool()) {
          rest.runs_others = true;
        }
      }
      rest.absorbed = unit.absorbed;
      rest.image_builds = std::move(unit.inventory.image_builds);
      if (may_build && !dockerfiles_.empty() && may_run_built_image(unit.inventory)) {
        rest.waiting = std::move(unit);
      } else {
        look(at, candidate, std::move(unit), rest);
      }
    });
    if (!may_build) return;
    for (std::size_t at = begin; at < end; ++at) {
      images_.add(rests_[at].image_builds, dockerfiles_, files_);
    }
    for_each(begin, end, [&](std::size_t at) {
      Rest& rest = rests_[at];
      if (!rest.waiting) return;
      look(at, candidates[at], std::move(*rest.waiting), rest);
      rest.waiting.reset();
    });
  }

  void settle(const Candidates& candidates, std::size_t begin, std::size_t end) {
    std::set<std::string> absorbed;
    for (std::size_t at = begin; at < end; ++at) absorbed.merge(rests_[at].absorbed);
    // As if there were no rounds before that of the Dockerfiles.
    std::vector<std::size_t> by_path;
    for (std::size_t at = begin; at < end; ++at) by_path.push_back(at);
    std::ranges::sort(by_path, {},
                      [&](std::size_t at) { return std::string_view(candidates[at].path); });
    for (const std::size_t at : by_path) {
      const bool is_part = !candidates[at].named && absorbed.contains(candidates[at].path);
      if (!is_part) built_.merge(rests_[at].built);
      visitor_.settle(at, is_part);
    }
  }

  void look(std::size_t at, const Discovered::Candidate& candidate, Unit unit, Rest& rest) const {
    link_unit(unit, files_, images_);
    rest.built = unit.built;
    visitor_.look(at, candidate, std::move(unit));
  }

  void for_each(std::size_t begin, std::size_t end,
                const std::function<void(std::size_t)>& work) const {
    std::atomic<std::size_t> next = begin;
    const auto loop = [&] {
      for (std::size_t at = next++; at < end; at = next++) work(at);
    };
    unsigned threads = options_.threads ? options_.threads : std::thread::hardware_concurrency();
    threads = std::max(1u, std::min(threads, static_cast<unsigned>(end - begin)));
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(loop);
    loop();
  }

  const CheckOptions& options_;
  const Files& files_;
  TreeVisitor& visitor_;
  std::vector<Rest> rests_;
  std::set<std::string> dockerfiles_;
  std::set<std::string> built_;  // Dockerfiles that workloads are built from
  BuiltImages images_;
  bool runs_pods_ = false, runs_others_ = false;  // of all but the Dockerfiles
};

}  // namespace

std::vector<Error> read_tree(const CheckOptions& options, const Files& files,
                             TreeVisitor& visitor) {
  return TreeReader(options, files, visitor).run();
}

}  // namespace boltseal
