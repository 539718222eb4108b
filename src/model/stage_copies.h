#pragma once

#include <expected>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/build_steps.h"

namespace boltseal {

/// A file or folder that one stage takes from another: whole paths in both.
struct StageCopy {
  std::string from, to;
};

/// What the second stage takes from the one that builds, and whom it belongs to there.
class StageCopies {
 public:
  /// What the program consists of, and the folders that it may read beside: sources that are copied
  /// as a whole may hold such files, sources that are named do not. The reason when a folder cannot
  /// be copied. Borrows `steps`.
  static std::expected<StageCopies, std::string> find(const BuildSteps& steps,
                                                      std::vector<StageCopy> program);

  const std::vector<StageCopy>& all() const { return copies_; }
  /// Users as --chown writes them.
  const std::set<std::string>& owners() const { return owners_; }

  /// Whether a path of the first stage goes along.
  bool is_kept(std::string_view path) const;
  /// Whether copying alone does what a command does that runs in `folder`.
  bool do_work_of(const ShellCommand& command, const std::string& folder) const;

  void add_owner(std::string owner) { owners_.insert(std::move(owner)); }
  /// That of a COPY or ADD with --chown.
  void add_owner_of(const Instruction& copy);

 private:
  using Reason = std::expected<void, std::string>;

  StageCopies(const BuildSteps& steps, std::vector<StageCopy> program)
      : steps_(&steps), copies_(std::move(program)) {}

  Reason add_folder(const std::string& folder);
  Reason add_building_folder();
  Reason add_sources();
  bool make(std::string_view folder) const;

  const BuildSteps* steps_;
  std::vector<StageCopy> copies_;
  std::set<std::string> owners_;
};

/// Whether COPY or ADD takes files of the folder that is built, not of a stage or an image.
bool copies_context(const Instruction& instruction);

/// Whether a command makes files or changes whom they belong to: `mkdir`, `chown`, `ln`.
bool is_of_files(const ShellCommand& command);
/// The whole paths of what such a command makes or changes.
std::vector<std::string> paths_of(const ShellCommand& command, std::string_view folder);

}  // namespace boltseal
