#include <string>

#include "model/image_contents.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const ImageContents& image, Findings& findings) {
  if (image.claims_distroless.empty()) return;
  const ContainedFile* first = nullptr;
  std::string paths;
  for (const ContainedFile& file : image.files) {
    const ProgramRole role = role_of_program(file.path);
    if (file.is_hidden || (role != ProgramRole::shell && role != ProgramRole::package_manager)) {
      continue;
    }
    if (first == nullptr) first = &file;
    paths += (paths.empty() ? "" : ", ") + file.path;
  }
  if (first == nullptr) return;
  findings.add(
      first->origin, "files[shell]",
      "the image should have no shell, since " + image.claims_distroless + ", but holds " + paths);
}

}  // namespace

extern const Rule build_shell_in_distroless{
    .summary = "Shell in an image that says it has none",
    .what =
        "A finished image calls itself distroless (its name, its labels or its `os-release`), and "
        "holds a shell or a package manager all the same. The `debug` tags of distroless images "
        "do.",
    .why =
        "People choose such an image so that an attacker who gets in finds no tools. With a shell "
        "in it they trust in something that is not there.",
    .remedy =
        "Use the tag without `debug`, and copy programs instead of a whole file system into the "
        "image; look into running containers with `docker debug` or an ephemeral container.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.1.2", "https://github.com/GoogleContainerTools/distroless"},
    .contents = check,
};

}  // namespace boltseal
