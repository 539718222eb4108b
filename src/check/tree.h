#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "check/built_images.h"
#include "check/check.h"
#include "check/discover.h"
#include "check/unit.h"

namespace boltseal {

/// What is done with the files of a tree, one after the other as they are read and linked.
class TreeVisitor {
 public:
  virtual ~TreeVisitor() = default;

  /// How many files there are; before anything else.
  virtual void begin(std::size_t count) = 0;
  /// One file, linked. From several threads at once, each `at` below the count once; when a tree is
  /// read again, only those that may have become something else.
  virtual void look(std::size_t at, const Discovered::Candidate& candidate, Unit unit) = 0;
  /// After look(), from one thread and in order. `absorbed`: the file turned out to be a part of
  /// another one, and what was seen of it does not count.
  virtual void settle(std::size_t at, bool absorbed) = 0;
};

/// Finds the files of the paths, reads each with the source that knows it, and links them across
/// files: what `check` looks at. Only the policy, the paths, the source and the threads of the
/// options matter. A Dockerfile that another file's workload is built from comes without a workload
/// of its own.
class TreeReader {
 public:
  /// All are borrowed. `remembers`: the tree will be read again.
  TreeReader(const CheckOptions& options, const Files& files, TreeVisitor& visitor,
             bool remembers = false)
      : options_(options), files_(files), visitor_(visitor), remembers_(remembers) {}

  /// @return what could not be opened.
  std::vector<Error> read();
  /// Reads again what depends on one of these files (paths as Files knows them), whose text has
  /// changed or which came or went. Which files are looked at stays as it was found first.
  /// @return what could not be opened.
  std::vector<Error> read_again(const std::set<std::string>& changed);

 private:
  // What stays of a file after its visitor has looked at it.
  struct Rest {
    std::set<std::string> absorbed, built;
    std::vector<ImageBuild> image_builds;
    std::optional<Unit> waiting;  // for all builders to be read
    std::set<std::string> asked;  // which files it was made of, or looked for in vain
    bool stale = true;            // not read yet, or something that it depends on has changed
    bool is_built = false;        // a Dockerfile that a workload is built from
  };

  void find();
  void read_stale();
  void read_builders();
  void read_round(std::size_t begin, std::size_t end);
  void open(std::size_t at, bool may_build);
  void look(std::size_t at, Unit unit);
  void link_images();
  void settle(std::size_t begin, std::size_t end);

  const CheckOptions& options_;
  const Files& files_;
  TreeVisitor& visitor_;
  const bool remembers_;
  Discovered found_;
  std::size_t others_begin_ = 0,
              dockerfiles_begin_ = 0;  // where these rounds of found_.files begin
  std::vector<Rest> rests_;
  std::set<std::string> dockerfiles_;
  std::set<std::string> built_;  // Dockerfiles that workloads are built from
  BuiltImages images_;
  std::set<std::string> images_asked_;  // which files images_ looked for
  std::atomic<bool> images_stale_ = true;
  bool linked_ = false;  // with some images_
};

}  // namespace boltseal
