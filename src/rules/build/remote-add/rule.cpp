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

std::string_view name_in(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return url.substr(url.rfind('/') + 1);
}

// A later step that compares the file with a checksum, a signature or a published list of sums.
bool is_verified_later(const Stage& stage, std::size_t from, std::string_view name) {
  for (std::size_t at = from; at < stage.instructions.size(); ++at) {
    const Instruction& later = stage.instructions[at];
    if (std::ranges::any_of(later.commands, verifies_download)) return true;
    // echo "SUM  NAME" in an instruction of its own
    if (name.size() > 3 && later.name == "COPY" &&
        std::ranges::any_of(later.arguments, [&](const Item& item) {
          return item.text.bytes().find(name) != std::string::npos &&
                 item.text.bytes().find("sha") != std::string::npos;
        })) {
      return true;
    }
  }
  return false;
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
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
        if (is_repository(url) || is_verified_later(stage, at + 1, name_in(url))) continue;
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
        "step of the stage verifies a checksum or signature. Git repositories are not reported.",
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
