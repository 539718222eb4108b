#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_absolute(const Text& path) {
  const std::string& bytes = path.bytes();
  return bytes.starts_with('/') || bytes.starts_with('\\') || (bytes.size() > 1 && bytes[1] == ':');
}

// Images whose published configuration sets no working folder, so that it is "/"
// (docker-library/repo-info).
bool works_in_root(const ImageReference& image) {
  static constexpr std::array<std::string_view, 19> names = {
      "almalinux", "alpine",      "amazonlinux", "buildpack-deps",
      "busybox",   "centos",      "debian",      "eclipse-temurin",
      "fedora",    "gcc",         "nginx",       "node",
      "openjdk",   "oraclelinux", "python",      "rockylinux",
      "ruby",      "rust",        "ubuntu"};
  return image.registry.equals("docker.io") == Truth::yes && image.repository.is_known() &&
         std::ranges::any_of(names, [&](std::string_view name) {
           return image.repository.bytes() == "library/" + std::string(name);
         });
}

std::string from_root(std::string_view path) {
  if (path == ".") return "/";
  while (path.starts_with("./")) path.remove_prefix(2);
  return "/" + std::string(path);
}

// All paths up to the first WORKDIR, from which on the folder is known.
std::optional<Change> mend(const Stage& stage) {
  if (stage.base_stage || !works_in_root(stage.base)) return std::nullopt;
  Rewriting rewriting;
  for (const Instruction& instruction : stage.instructions) {
    const bool is_folder = instruction.name == "WORKDIR";
    const bool copies = (instruction.name == "COPY" || instruction.name == "ADD") &&
                        instruction.arguments.size() > 1;
    if (!is_folder && !copies) continue;
    const Item& last = instruction.arguments.back();
    if (!is_absolute(last.text) && !last.text.empty() && last.text.is_known_at(0)) {
      if (!stands_as_read(last) || last.text.bytes().starts_with("..")) return std::nullopt;
      rewriting.replace(last.origin, from_root(last.text.bytes()));
    }
    if (is_folder) break;
  }
  return rewriting.change(Safety::safe);
}

void check(const Build& build, Findings& findings) {
  // Whether a stage's working folder is known at its end.
  std::vector<bool> settled;
  for (const Stage& stage : build.stages) {
    // The empty image's folder is "/".
    bool known = stage.base_stage ? settled[*stage.base_stage] : stage.base.is_scratch();
    bool said = false;
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.arguments.empty()) continue;
      const Item& last = instruction.arguments.back();
      if (instruction.name == "WORKDIR") {
        if (is_absolute(last.text) || !last.text.is_known_at(0)) {
          known = true;
        } else if (!known && !said) {
          said = true;
          findings
              .add(last.origin, "workdir[" + last.text.bytes() + "]",
                   "WORKDIR " + last.text.bytes() +
                       " is below whatever folder the base image "
                       "has")
              .change = mend(stage);
        }
      } else if ((instruction.name == "COPY" || instruction.name == "ADD") && !known && !said &&
                 instruction.arguments.size() > 1 && !last.text.empty() &&
                 last.text.is_known_at(0) && !is_absolute(last.text)) {
        said = true;
        findings
            .add(last.origin, "destination[" + last.text.bytes() + "]",
                 "copies to " + last.text.bytes() + " in whatever folder the base image has")
            .change = mend(stage);
      }
    }
    settled.push_back(known);
  }
}

}  // namespace

extern const Rule build_relative_path{
    .summary = "Path that depends on the base image",
    .what =
        "`WORKDIR` is relative, or `COPY` or `ADD` goes to a relative place, before the stage or "
        "one that it starts from has set an absolute `WORKDIR`. It is said once for a stage.",
    .why =
        "The base image's own working folder decides where the files end up. When a newer base "
        "changes it, permissions, volumes and ignore lists that name the old place silently stop "
        "to count.",
    .remedy = "Begin with an absolute `WORKDIR`, or write the whole destination.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/reference/build-checks/workdir-relative-path/"},
    .build = check,
};

}  // namespace boltseal
