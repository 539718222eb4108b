#include <algorithm>
#include <array>

#include "model/runtime_base.h"
#include "model/tool_package.h"
#include "model/two_stages.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool starts_something(const Stage& stage) {
  return stage.level.facts.states(Fact::entrypoint) || stage.level.facts.states(Fact::command);
}

bool is_word(const ShellCommand& command, std::size_t at, std::string_view word) {
  return at < command.words.size() && command.words[at].text.bytes() == word;
}

// `npm run build`, `yarn build`, `javac`, `./mvnw package`.
bool compiles(const ShellCommand& command, Language language) {
  const std::string_view program = command.program();
  if (language == Language::java) {
    return program == "javac" || program == "mvn" || program == "mvnw" || program == "gradle" ||
           program == "gradlew";
  }
  if (program == "npm" || program == "pnpm") {
    return is_word(command, 1, "run") && is_word(command, 2, "build");
  }
  return program == "yarn" && (is_word(command, 1, "build") ||
                               (is_word(command, 1, "run") && is_word(command, 2, "build")));
}

// What build/tools-in-final-stage speaks of: images made for building, and packages.
bool brings_tools(const Stage& stage, const ImageReference& image) {
  const std::string& repository = image.repository.bytes();
  if (repository == "library/maven" || repository == "library/gradle") return true;
  return std::ranges::any_of(stage.instructions, [](const Instruction& instruction) {
    return std::ranges::any_of(instruction.commands, [](const ShellCommand& command) {
      const PackageCommand* const packages = command.packages();
      return packages && packages->action == PackageCommand::Action::install &&
             packages->manager <= PackageCommand::Manager::pacman &&
             std::ranges::any_of(packages->packages, [](const Item* item) {
               return is_tool_package(bare_package(item->text.bytes()));
             });
    });
  });
}

// What of the image only compiling needs; empty for the small variants of Node's images.
std::string_view kept_of(const ImageReference& image, Language language) {
  if (language == Language::java) {
    const bool is_runtime = image.tag.bytes().find("jre") != std::string::npos;
    return is_runtime ? std::string_view() : "the JDK";
  }
  const std::string& tag = image.tag.bytes();
  const bool is_small =
      tag.find("slim") != std::string::npos || tag.find("alpine") != std::string::npos;
  return is_small ? std::string_view() : "compilers and the headers of a whole distribution";
}

void check(const Build& build, Findings& findings) {
  if (build.stages.size() != 1) return;
  const Stage& stage = build.stages.front();
  const Value<ImageReference>& image = stage.level.facts.get(fact::image);
  if (!starts_something(stage) || !image.is_known() || !image->tag.is_known()) return;
  const Toolchain* const toolchain = toolchain_of(*image);
  if (toolchain == nullptr ||
      (toolchain->language != Language::java && toolchain->language != Language::node)) {
    return;
  }
  const std::string_view kept = kept_of(*image, toolchain->language);
  if (kept.empty() || brings_tools(stage, *image)) return;
  for (const Instruction& instruction : stage.instructions) {
    if (instruction.name != "RUN") continue;
    for (const ShellCommand& command : instruction.commands) {
      if (!compiles(command, toolchain->language)) continue;
      findings
          .add(command.words.front().origin, fact_path(Fact::image, image->written.bytes()),
               "the program is compiled in the image that runs, which keeps " + std::string(kept) +
                   " of " + image->written.bytes())
          .change = into_two_stages(build);
      return;
    }
  }
}

}  // namespace

extern const Rule build_single_stage{
    .summary = "Program is compiled in the image that runs",
    .what =
        "A Dockerfile with one stage starts from an image that programs both are built in and run "
        "on (a JDK: `eclipse-temurin`, `openjdk`, `amazoncorretto`; `node` other than `-slim` and "
        "`-alpine`), and a step compiles: `javac`, Maven or Gradle, `npm run build`, `yarn build`. "
        "Images that set neither `CMD` nor `ENTRYPOINT` are not reported. Images made for building "
        "and installed compilers are what `build/tools-in-final-stage` speaks of.",
    .why =
        "What only compiling needs stays in every container: a compiler for an attacker to use, "
        "and hundreds of packages whose flaws have to be watched although the program needs none "
        "of them.",
    .remedy =
        "Build in a stage of its own (`FROM … AS build`) and copy the result with `COPY "
        "--from=build` into the small image of the same version: `eclipse-temurin:21-jre`, "
        "`node:22-slim`.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.3", "https://docs.docker.com/build/building/multi-stage/"},
    .build = check,
};

}  // namespace boltseal
