#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "model/image_contents.h"
#include "model/image_pin.h"
#include "model/tool_package.h"
#include "model/two_stages.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// Images that exist to build: a compiler or a build tool is all they add. node, python, php … run
// programs as well and are not meant.
struct BuildImage {
  std::string_view registry, repository, what;
};
constexpr std::array toolchains = {
    BuildImage{"docker.io", "library/buildpack-deps", "the C and C++ toolchain"},
    BuildImage{"docker.io", "library/dart", "the Dart SDK"},
    BuildImage{"docker.io", "library/gcc", "the C and C++ toolchain"},
    BuildImage{"docker.io", "library/golang", "the Go toolchain"},
    BuildImage{"docker.io", "library/gradle", "Gradle and a JDK"},
    BuildImage{"docker.io", "library/haskell", "the Haskell toolchain"},
    BuildImage{"docker.io", "library/maven", "Maven and a JDK"},
    BuildImage{"docker.io", "library/rust", "the Rust toolchain"},
    BuildImage{"docker.io", "library/swift", "the Swift toolchain"},
    BuildImage{"mcr.microsoft.com", "dotnet/sdk", "the .NET SDK"},
};

constexpr std::array<std::string_view, 8> managers = {"apt-get", "apt",      "apk",      "yum",
                                                      "dnf",     "aptitude", "microdnf", "zypper"};

bool is_one_of(auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_word(const ShellCommand& command, std::string_view word) {
  return std::any_of(command.words.begin(), command.words.end(),
                     [&](const Item& item) { return item.text.bytes() == word; });
}

bool installs(const ShellCommand& command) {
  return is_one_of(managers, command.program()) &&
         (has_word(command, "install") || has_word(command, "add") || has_word(command, "in") ||
          has_word(command, "groupinstall"));
}

bool removes(const ShellCommand& command) {
  return is_one_of(managers, command.program()) &&
         (has_word(command, "purge") || has_word(command, "remove") ||
          has_word(command, "autoremove") || has_word(command, "del") ||
          has_word(command, "erase"));
}

// A build of several stages has been thought about: which of them have to change is not certain.
std::optional<Change> two_stages(const Build& build) {
  if (build.stages.size() != 1) return std::nullopt;
  return into_two_stages(build);
}

void check_run(const Build& build, const Instruction& run, Findings& findings) {
  for (std::size_t at = 0; at < run.commands.size(); ++at) {
    const ShellCommand& command = run.commands[at];
    if (!installs(command)) continue;
    // Removed again before the layer is written.
    if (std::any_of(run.commands.begin() + static_cast<std::ptrdiff_t>(at), run.commands.end(),
                    removes)) {
      return;
    }
    const Item* first = nullptr;
    std::vector<std::string> names;
    for (std::size_t word = 1; word < command.words.size(); ++word) {
      const Item& item = command.words[word];
      if (!item.text.is_known() || !is_tool_package(bare_package(item.text.bytes()))) continue;
      if (first == nullptr) first = &item;
      if (names.size() < 3) names.push_back(item.text.bytes());
    }
    if (first == nullptr) continue;
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    findings
        .add(first->origin, "packages[" + names.front() + "]",
             list + (names.size() == 1 ? " is installed in the image that runs and stays there"
                                       : " are installed in the image that runs and stay there"))
        .change = two_stages(build);
  }
}

bool starts_something(const std::vector<const Stage*>& lineage) {
  return std::any_of(lineage.begin(), lineage.end(), [](const Stage* stage) {
    return stage->level.facts.states(Fact::entrypoint) || stage->level.facts.states(Fact::command);
  });
}

// build-image/Dockerfile, Dockerfile.builder: the file says itself what its tools are for.
bool is_made_for_building(std::string_view path) {
  const std::size_t base = path.rfind('/');
  const std::size_t folder = base == std::string_view::npos || base == 0
                                 ? std::string_view::npos
                                 : path.rfind('/', base - 1);
  return path.substr(folder + 1).find("build") != std::string_view::npos;
}

void check(const Build& build, Findings& findings) {
  if (is_made_for_building(build.name)) return;
  const std::vector<const Stage*> lineage = build.lineage();
  // An image that starts nothing of its own is a base or a tool for others.
  if (lineage.empty() || !starts_something(lineage)) return;
  const Stage& root = *lineage.back();
  const Value<ImageReference>& image = root.level.facts.get(fact::image);
  if (image.is_known()) {
    for (const BuildImage& toolchain : toolchains) {
      if (image->registry.equals(toolchain.registry) != Truth::yes ||
          image->repository.equals(toolchain.repository) != Truth::yes) {
        continue;
      }
      findings
          .add(image.origin(), fact_path(Fact::image, name_without_digest(*image)),
               "the image that runs is built on " + image->written.bytes() + " and keeps " +
                   std::string(toolchain.what))
          .change = two_stages(build);
    }
  }
  for (const Stage* stage : lineage) {
    for (const Instruction& instruction : stage->instructions) {
      if (instruction.name == "RUN") check_run(build, instruction, findings);
    }
  }
}

void check_contents(const ImageContents& image, Findings& findings) {
  const ContainedFile* first = nullptr;
  std::vector<std::string> names;
  for (const ContainedFile& file : image.files) {
    if (file.is_hidden || role_of_program(file.path) != ProgramRole::build_tool) continue;
    if (first == nullptr) first = &file;
    std::string name = file.path.substr(file.path.rfind('/') + 1);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  if (first == nullptr) return;
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  // What the image is for is not known: it may be meant for building.
  findings.add(first->origin, "files[build-tools]", "the image holds build tools: " + list)
      .severity = Severity::low;
}

}  // namespace

extern const Rule build_tools_in_final_stage{
    .summary = "Build tools in the image that runs",
    .what =
        "The stage that is built, or one that it starts from, is based on an image made for "
        "building (`golang`, `maven`, `gradle`, `rust`, `gcc`, `dotnet/sdk` …), or installs a "
        "compiler or build tool and does not remove it in the same `RUN`. Images that set neither "
        "`CMD` nor `ENTRYPOINT` are taken for bases or tools and are not reported; neither are "
        "files "
        "whose name, or their folder's, says `build`, and language images such as `node` or "
        "`python`, which are also what programs run on. Of a finished image it names the compilers "
        "and build tools that lie in its folders for programs.",
    .why =
        "A compiler in a running container builds an attacker's exploit where it is needed. The "
        "tools also bring hundreds of packages whose flaws have to be watched and mended, although "
        "the program needs none of them, and they make every start on a new host slower.",
    .remedy =
        "Build in a stage of its own (`FROM … AS build`) and copy the result into a small image "
        "with `COPY --from=build`. Where a package must be compiled at installation, install the "
        "tools, build and remove them in one `RUN`.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.3", "NIST SP 800-190 4.1.2",
                   "https://docs.docker.com/build/building/multi-stage/"},
    .build = check,
    .contents = check_contents,
};

}  // namespace boltseal
