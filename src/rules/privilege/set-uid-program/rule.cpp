#include <string>

#include "model/image_contents.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::string rights_of(const ContainedFile& program) {
  if (program.is_set_uid()) return "with the rights of user " + std::to_string(program.user);
  if (program.is_set_gid()) return "with the rights of group " + std::to_string(program.group);
  return "with capabilities of its own";
}

void check(const ImageContents& image, Findings& findings) {
  for (const ContainedFile& file : image.files) {
    const bool is_privileged =
        file.is_set_uid() || file.is_set_gid() || (file.runs() && file.has_capabilities);
    if (file.is_hidden || !is_privileged || is_privileged_by_distribution(file)) continue;
    // build/sudo speaks of it.
    if (file.path.ends_with("/bin/sudo")) continue;
    Finding& finding = findings.add(
        file.origin, "file[" + file.path + "]",
        file.runs() ? file.path + " runs " + rights_of(file) + ", whoever starts it"
                    : file.path + " is to run " + rights_of(file) + ", though nobody may start it");
    // Anything but root's rights is a smaller door.
    if (!file.runs() || !file.is_set_uid() || file.user != 0) finding.severity = Severity::low;
  }
}

}  // namespace

extern const Rule privilege_set_uid_program{
    .summary = "Program with the rights of another user",
    .what =
        "A program in a finished image has the set-user-id bit, the set-group-id bit or file "
        "capabilities, and is none of those that the usual distributions give them to (`su`, "
        "`mount`, `passwd`, `ping` … in the system's folders: `privilege/distribution-set-uid`). "
        "What a later layer takes away is not reported.",
    .why =
        "Such a program gives whoever starts it rights that its caller does not have. A flaw in "
        "it, or a copy of a shell with the bit that somebody left behind, makes root of the user "
        "that the container was given on purpose.",
    .remedy =
        "Take the bits away with `chmod a-s` or `setcap -r` in the step that brings the file, and "
        "start containers with `no-new-privileges`, which makes the kernel ignore them.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.8", "CWE-250",
                   "https://man7.org/linux/man-pages/man7/inode.7.html"},
    .contents = check,
};

}  // namespace boltseal
