#include <string>

#include "model/image_contents.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const ImageContents& image, Findings& findings) {
  const ContainedFile* first = nullptr;
  std::string names;
  std::size_t count = 0;
  for (const ContainedFile& file : image.files) {
    const bool is_privileged =
        file.is_set_uid() || file.is_set_gid() || (file.runs() && file.has_capabilities);
    if (file.is_hidden || !is_privileged || !is_privileged_by_distribution(file)) continue;
    if (first == nullptr) first = &file;
    if (++count > 1) names += ", ";
    names += file.path.substr(file.path.rfind('/') + 1);
  }
  if (first == nullptr) return;
  findings.add(
      first->origin, "files[set-uid]",
      std::to_string(count) +
          (count == 1 ? " program of the distribution runs" : " programs of the distribution run") +
          " with the rights of another user: " + names);
}

}  // namespace

extern const Rule privilege_distribution_set_uid{
    .summary = "The distribution's set-user-id programs are left in the image",
    .what =
        "A finished image keeps programs to which its distribution gives the set-user-id bit, the "
        "set-group-id bit or file capabilities: `su`, `mount`, `passwd`, `chsh`, `ping` … It is "
        "said once for an image; programs from elsewhere are `privilege/set-uid-program`.",
    .why =
        "A container that serves one program changes no passwords and mounts nothing. What these "
        "programs are for is not needed, and a flaw in one of them (CVE-2021-4034, CVE-2018-7169) "
        "makes root of the container's user.",
    .remedy =
        "Take the bits away at the end of the build, `find / -xdev -perm /6000 -type f -exec chmod "
        "a-s {} +`, use a base without these programs, or start containers with "
        "`no-new-privileges`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.8", "CWE-250"},
    .contents = check,
};

}  // namespace boltseal
