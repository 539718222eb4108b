#include <string>

#include "model/image_contents.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const ImageContents& image, Findings& findings) {
  // build/shell-in-distroless speaks of it.
  if (!image.claims_distroless.empty()) return;
  const ContainedFile* first = nullptr;
  std::string names;
  for (const ContainedFile& file : image.files) {
    if (file.is_hidden || role_of_program(file.path) != ProgramRole::package_manager) continue;
    if (first == nullptr) first = &file;
    names += (names.empty() ? "" : ", ") + file.path.substr(file.path.rfind('/') + 1);
  }
  if (first == nullptr) return;
  findings.add(first->origin, "files[package-manager]",
               "the image that runs keeps what installs packages: " + names);
}

}  // namespace

extern const Rule build_package_manager{
    .summary = "Package manager in the image that runs",
    .what =
        "A finished image holds a package manager of a distribution (`apt`, `apk`, `dnf`, "
        "`zypper`, `pacman` …). It is said once for an image.",
    .why =
        "A container is replaced, not upgraded in place, so nothing needs it there. To whoever "
        "breaks in it is the shortest way to more tools.",
    .remedy =
        "Copy what runs into a base without one (distroless, `scratch`, a `-static` or `-minimal` "
        "variant), or remove it at the end of the build.",
    .severity = Severity::info,
    .profile = Profile::strict,
    .references = {"NIST SP 800-190 4.1.2"},
    .contents = check,
};

}  // namespace boltseal
