#include <algorithm>
#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

// What a working copy holds beside the program. Each line stands for everybody's project: nothing
// of it is the program's own source.
constexpr std::string_view ignored =
    ".git\n"
    ".gitignore\n"
    ".env\n"
    ".env.*\n"
    "*.key\n"
    "*.pem\n"
    "**/.DS_Store\n"
    "**/__pycache__\n"
    "**/node_modules\n"
    ".idea\n"
    ".vscode\n"
    "Dockerfile*\n"
    "compose*.yaml\n"
    "docker-compose*.yml\n";

bool is_whole_context(const Text& source) {
  const std::string& path = source.bytes();
  return source.is_known() && (path == "." || path == "./" || path == "/" || path == "*" ||
                               path == "./*" || path == "/*" || path == "./.");
}

void check(const Build& build, Findings& findings) {
  if (!build.has_ignore_file.is(false)) return;
  for (const Stage* stage : build.lineage()) {
    for (const Instruction& instruction : stage->instructions) {
      if (instruction.name != "COPY" && instruction.name != "ADD") continue;
      if (instruction.arguments.size() < 2) continue;
      const bool elsewhere = std::ranges::any_of(instruction.flags, [](const Setting& flag) {
        return flag.name == "from" || flag.name == "exclude";
      });
      if (elsewhere) continue;
      for (std::size_t at = 0; at + 1 < instruction.arguments.size(); ++at) {
        const Item& source = instruction.arguments[at];
        if (!is_whole_context(source.text)) continue;
        Finding& finding = findings.add(
            source.origin, "copy[" + source.text.bytes() + "]",
            "the whole build context gets into the image, with .git, .env and whatever "
            "else lies there, because there is no .dockerignore");
        finding.change = Change{.value = std::string(ignored),
                                .safety = Safety::behaviour,
                                .breaks = "a build that needs what is listed there",
                                .at = source.origin,
                                .new_file = ".dockerignore"};
      }
    }
  }
}

}  // namespace

extern const Rule build_whole_context{
    .summary = "The whole folder is copied without a .dockerignore",
    .what =
        "`COPY .` or `ADD .` takes the whole build context into the stage that becomes the image "
        "or one that it starts from, and neither beside the Dockerfile nor in a folder above it is "
        "there a `.dockerignore`. Stages that the image only copies results from, and copies with "
        "`--exclude`, are not reported.",
    .why =
        "What lies about in a working copy is shipped: the history in `.git` with secrets that "
        "were removed long ago, `.env`, keys, editor backups, other people's test data. CI checks "
        "out a clean tree, a developer's machine does not. Any change of any file also rebuilds "
        "everything behind the line.",
    .remedy =
        "Add a `.dockerignore` that begins with `*` and takes back what is needed (`!src`), or "
        "copy "
        "the folders by name.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.10", "NIST SP 800-190 4.1.4",
                   "https://docs.docker.com/build/concepts/context/#dockerignore-files"},
    .build = check,
};

}  // namespace boltseal
