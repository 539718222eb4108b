#include "model/two_stages.h"

#include <algorithm>
#include <array>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "model/build_steps.h"
#include "model/final_base.h"
#include "model/final_stage.h"
#include "model/program_files.h"
#include "model/python_environment.h"
#include "model/rewrite.h"
#include "model/stage_copies.h"
#include "model/started_program.h"

namespace boltseal {
namespace {

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

// The image for building, where the stage can be cut at all.
std::expected<const Toolchain*, std::string> look_at_base(const Build& build, const Stage& stage) {
  const Value<ImageReference>& image = stage.level.facts.get(fact::image);
  if (!image.is_known() || !image->written.is_known()) {
    return refuse("which image it starts from is not known");
  }
  const Toolchain* const toolchain = toolchain_of(*image);
  if (toolchain == nullptr) {
    return refuse("which small image runs what " + image->written.bytes() + " builds is not known");
  }
  if (stage.windows || stage.level.open) return refuse("a part of the file cannot be read");
  const bool is_target = build.name.find(" target ") != std::string::npos;
  if (stage.from.file->path != build.name && !is_target) {
    return refuse("it stands inside of another file");
  }
  if (is_target) return refuse("the stage is asked for by its name");
  if (stage.platform.is_known() &&
      written_at(stage.platform.origin()).find('$') != std::string_view::npos) {
    return refuse("its platform comes from an argument");
  }
  return toolchain;
}

// Whether a program needs the compiler, or is it, while it runs.
bool is_tool(std::string_view program) {
  static constexpr std::array<std::string_view, 14> tools = {
      "go",  "cargo",  "make",   "gcc", "g++",  "rustc",   "air",
      "mvn", "reflex", "gradle", "gdb", "mvnw", "gradlew", "javac"};
  return std::ranges::find(tools, base_name(program)) != tools.end();
}

// pip, which the first step that builds runs, installs into an environment of its own.
std::expected<void, std::string> make_environment(const BuildSteps& steps, Rewriting& rewriting) {
  for (const BuildStep& step : steps.before_split()) {
    if (!step.builds) continue;
    if (steps.user_of_building() != nullptr) {
      return refuse("pip is run by another user than root");
    }
    const Origin& pip = step.instruction->origin;
    rewriting.insert_line_before(pip, "RUN python -m venv " + std::string(environment_folder));
    rewriting.insert_line_before(pip, environment_path);
    break;
  }
  return {};
}

// Names both stages, changes the image of the first, and begins the second behind the last step
// that builds.
void cut(const BuildSteps& steps, const RuntimeBase& base, const std::string& builder,
         const FinalStage& second, Rewriting& rewriting) {
  const Stage& stage = steps.stage();
  const Origin& image = stage.level.facts.get(fact::image).origin();
  const std::string_view file = stage.from.file->text;
  if (base.build != steps.image().written.bytes() && !base.is_same) {
    rewriting.replace(image, base.build);
  }
  std::string from = "FROM ";
  if (stage.platform.is_known()) {
    from += "--platform=" + std::string(written_at(stage.platform.origin())) + " ";
  }
  from += base.runtime;
  if (stage.name.empty()) {
    rewriting.insert_behind(image, " AS " + builder);
  } else if (stage.name != builder) {
    from += " AS " + std::string(written_at(stage.name_origin));
    rewriting.replace(stage.name_origin, builder);
  }
  const std::string end(line_end_of(file));
  std::string text = end + end + from;
  for (std::string_view line : second.lines) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    text += end;
    text += line;
  }
  // Behind the blanks that may stand at the end of its line.
  Origin last = steps.last_building().instruction->origin;
  while (last.span.end < file.size() && is_blank(file[last.span.end])) ++last.span.end;
  rewriting.insert_behind(last, std::move(text));
}

std::expected<Change, std::string> split_stage(const Build& build) {
  const Stage& stage = build.stages.front();
  const auto toolchain = look_at_base(build, stage);
  if (!toolchain) return refuse(toolchain.error());
  const auto started = started_program(stage);
  if (started && is_tool(started->words.front())) {
    return refuse("it starts " + started->words.front() +
                  ", so that the tools are needed while it runs");
  }
  const auto steps = BuildSteps::read(stage, **toolchain);
  if (!steps) return refuse(steps.error());
  auto program = program_files(started, *steps);
  if (!program) return refuse(std::move(program.error()));
  auto copies = StageCopies::find(*steps, std::move(*program));
  if (!copies) return refuse(std::move(copies.error()));
  const auto base = final_base(*steps, *copies);
  if (!base) return refuse(base.error());
  const std::string builder = stage.name == "builder" ? "builder" : "build";
  Rewriting rewriting;
  const auto second = final_stage(*steps, *copies, *base, builder, rewriting);
  if (!second) return refuse(second.error());
  if (steps->language() == Language::python) {
    if (auto made = make_environment(*steps, rewriting); !made) {
      return refuse(std::move(made.error()));
    }
  }
  cut(*steps, *base, builder, *second, rewriting);

  std::vector<Fact> touches = {Fact::image};
  if (second->changes_environment) touches.push_back(Fact::environment);
  // Native modules of Node may be linked with any library of the full image.
  const bool is_guess = steps->language() == Language::node && !base->is_same;
  auto change =
      rewriting.change(is_guess ? Safety::guess : Safety::behaviour,
                       "what the program" + std::string(is_guess ? ", or a native module, " : " ") +
                           "reads or starts of " + base->build + " without this file naming it",
                       std::move(touches));
  if (!change) return refuse("its instructions do not stand in the file as they are read");
  change->alone = true;
  return std::move(*change);
}

}  // namespace

Change into_two_stages(const Build& build) {
  Change refused;
  refused.op = Change::Op::rewrite;
  if (build.stages.empty()) return refused;
  refused.at = build.stages.front().from;
  std::expected<Change, std::string> change =
      build.stages.size() == 1
          ? split_stage(build)
          : std::unexpected(std::string("which of its stages have to go is for its author to say"));
  if (change) return std::move(*change);
  refused.refusal = "it is not made two stages: " + change.error();
  return refused;
}

}  // namespace boltseal
