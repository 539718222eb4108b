#include <string>

#include "model/image_contents.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const ImageContents& image, Findings& findings) {
  for (const ContainedFile& file : image.files) {
    const bool is_repository =
        file.kind == ContainedFile::Kind::folder && file.path.ends_with("/.git");
    if (!is_repository || file.is_hidden) continue;
    findings.add(file.origin, "folder[" + file.path + "]",
                 file.path + " holds all versions of the sources, with whatever was ever in them");
  }
}

}  // namespace

extern const Rule build_version_history{
    .summary = "History of the sources in the image",
    .what = "A finished image holds a folder `.git`.",
    .why =
        "Everybody who can pull the image has the sources with all their history: code that was "
        "not to be published, and passwords that were taken out of it since. A web server whose "
        "root it lies in hands it out.",
    .remedy =
        "List `.git` in `.dockerignore`, copy the folders that are needed instead of all (`COPY "
        "src/`), and clone in a stage of its own.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CWE-527", "https://docs.docker.com/build/concepts/context/#dockerignore-files"},
    .contents = check,
};

}  // namespace boltseal
