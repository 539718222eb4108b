#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/build_products.h"
#include "model/package_command.h"

namespace boltseal {

/// What one instruction of a stage does, as far as a second stage is concerned.
struct BuildStep {
  const Instruction* instruction = nullptr;  ///< Borrowed.
  std::string folder;                        ///< In which it runs: a whole path.
  bool builds = false, brings_tools = false;
  /// Commands that make what programs find when they run, each with its folder.
  std::vector<std::pair<const ShellCommand*, std::string>> preparing = {};
};

/// Packages that a step installs and that are needed while the program runs.
struct NeededPackages {
  std::size_t step = 0;
  PackageCommand::Manager manager = PackageCommand::Manager::apt;
  bool recommends = true;  ///< Without --no-install-recommends.
  std::vector<std::string> packages = {};
  std::vector<std::string> of_tools = {};  ///< Libraries that come with the compilers.
};

/// The steps of a stage that compiles, read for what they leave behind.
class BuildSteps {
 public:
  /// The reason when what a step leaves behind, or where, is not known. Borrows both; the stage's
  /// image has to be known.
  static std::expected<BuildSteps, std::string> read(const Stage& stage,
                                                     const Toolchain& toolchain);

  std::vector<BuildStep> all;
  std::size_t split = 0;  ///< How many of them there are up to the last that builds; never 0.
  std::vector<NeededPackages> packages;

  const Stage& stage() const { return *stage_; }
  const ImageReference& image() const { return *stage_->level.facts.get(fact::image); }
  const Toolchain& toolchain() const { return *toolchain_; }
  const BuildProducts& products() const { return products_; }
  Language language() const { return products_.language(); }

  std::span<const BuildStep> before_split() const { return std::span(all).first(split); }
  std::span<const BuildStep> behind_split() const { return std::span(all).subspan(split); }
  const BuildStep& last_building() const { return all[split - 1]; }
  /// The USER that counts there; null when there is none.
  const Instruction* user_of_building() const;

  /// Those of the packages that another image has to install, each once.
  std::vector<std::string> needed_of(const NeededPackages& step) const;
  /// The whole or relative path in an instruction, or why it is not known.
  std::expected<std::string, std::string> path_of(const Item& item) const;

 private:
  using Reason = std::expected<void, std::string>;

  BuildSteps(const Stage& stage, const Toolchain& toolchain)
      : stage_(&stage), toolchain_(&toolchain), products_(stage, toolchain) {}

  Reason read_all();
  Reason read_run(BuildStep& step);
  Reason read_packages(BuildStep& step, const ShellCommand& command);
  bool names_argument(const ShellCommand& command) const;

  const Stage* stage_;
  const Toolchain* toolchain_;
  BuildProducts products_;
};

/// Whether an instruction only describes the image: it belongs to the stage that becomes it.
bool describes_image(const Instruction& instruction);

/// Whether a text holds a variable that an ARG declares.
bool is_mentioned(const Instruction& argument, std::string_view text);

}  // namespace boltseal
