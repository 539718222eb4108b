#include <algorithm>
#include <string>

#include "model/download.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// `ADD https://github.com/owner/name.git#v1` clones a repository.
bool is_repository(std::string_view url) {
  const std::string_view path = url.substr(0, url.find_first_of("#?"));
  return path.ends_with(".git");
}

// The last step of the stage that compares something with a checksum or a signature: what was added
// before it may be what it looks at.
std::size_t last_verification(const Stage& stage) {
  for (std::size_t at = stage.instructions.size(); at > 0; --at) {
    if (std::ranges::any_of(stage.instructions[at - 1].commands, verifies_download)) return at - 1;
  }
  return 0;
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    if (stage.windows) continue;  // PowerShell, which may verify it, is not read
    const std::size_t verified = last_verification(stage);
    for (std::size_t at = 0; at < stage.instructions.size(); ++at) {
      const Instruction& instruction = stage.instructions[at];
      if (instruction.name != "ADD") continue;
      const bool checked = std::ranges::any_of(
          instruction.flags, [](const Setting& flag) { return flag.name == "checksum"; });
      if (checked) continue;
      for (std::size_t word = 0; word + 1 < instruction.arguments.size(); ++word) {
        const Item& source = instruction.arguments[word];
        const bool plain = source.text.starts_with("http://") == Truth::yes;
        if (!plain && source.text.starts_with("https://") != Truth::yes) continue;
        const std::string& url = source.text.bytes();
        if (is_repository(url) || at < verified) continue;
        Finding& finding =
            findings.add(source.origin, "add[" + url + "]",
                         plain ? "takes " + url +
                                     " unencrypted and unchecked: anybody on the way "
                                     "decides what is in the image"
                               : "takes " + url + " as it is at that moment, without a checksum");
        if (plain) finding.severity = Severity::high;
        finding.remedy = "ADD --checksum=sha256:… " + url;
      }
    }
  }
}

}  // namespace

extern const Rule build_remote_add{
    .summary = "ADD of a URL without a checksum",
    .what =
        "`ADD` downloads a file over `http://` or `https://` without `--checksum`, and no later "
        "step of the stage verifies a checksum or signature. Git repositories and Windows images "
        "are not reported.",
    .why =
        "Whoever controls the server, or the line to it, chooses what is built in. Nothing says "
        "afterwards what it was, and two builds of one commit may hold different programs.",
    .remedy =
        "Write `ADD --checksum=sha256:… URL`, or download in a `RUN` that compares the file with "
        "a checksum or signature before it is used.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.9", "CIS Docker 1.6.0 4.11", "CWE-494",
                   "https://docs.docker.com/reference/dockerfile/#add---checksum"},
    .build = check,
};

}  // namespace boltseal
