#include <algorithm>
#include <vector>

#include "model/secret_name.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check_item(const Instruction& instruction, const Item& item, bool in_image,
                Findings& findings) {
  const std::string& written = item.text.bytes();
  const std::size_t equals = item.text.find('=');
  const std::string name = written.substr(0, equals);
  if (!names_secret(name)) return;
  const bool argument = instruction.name == "ARG";
  if (equals == std::string::npos) {
    if (!argument || !in_image) return;
    findings
        .add(item.origin, "argument[" + name + "]",
             "the build argument " + name + " stays readable in the history of the image")
        .severity = Severity::medium;
    return;
  }
  const Text value = item.text.substr(equals + 1);
  if (!value.is_known()) return findings.unknown(Fact::environment);
  // An expansion repeats what another line says.
  if (item.origin.via || cannot_be_secret(value.bytes())) return;
  const bool placeholder = is_placeholder(value.bytes());
  Finding& finding =
      findings.add(item.origin, (argument ? "argument[" : "environment[") + name + "]",
                   placeholder ? name + " has a value that everybody can guess"
                               : "the value of " + name + " is written into the " +
                                     (argument ? "file and the history of the image" : "image"));
  if (placeholder) {
    finding.severity = Severity::low;
    finding.confidence = Confidence::low;
  }
}

void check(const Build& build, Findings& findings) {
  const std::vector<const Stage*> lineage = build.lineage();
  for (const Stage& stage : build.stages) {
    const bool in_image = std::find(lineage.begin(), lineage.end(), &stage) != lineage.end();
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name != "ARG" && instruction.name != "ENV") continue;
      for (const Item& item : instruction.arguments) {
        check_item(instruction, item, in_image, findings);
      }
    }
  }
}

}  // namespace

extern const Rule build_secret_in_environment{
    .summary = "Secret in ARG or ENV",
    .what =
        "An `ENV` or `ARG` whose name says that it is a secret (`…_PASSWORD`, `…_TOKEN`, "
        "`API_KEY`, `SECRET_KEY` …) has a literal value, or an `ARG` of such a name is declared in "
        "a stage that becomes the image. Empty values, switches, paths, `…_FILE` and values that "
        "are put together from other variables are not reported; obvious placeholders count as "
        "low.",
    .why =
        "`ENV` is part of the image's configuration and `ARG` of its history. Everybody who can "
        "pull the image reads both with `docker history` and `docker inspect`, also when a later "
        "layer deletes the file that was fetched with them, and a pushed image cannot be called "
        "back.",
    .remedy =
        "Give secrets to a build with `RUN --mount=type=secret,id=…` and to a container when it "
        "starts, as a file from a secret store. Replace every secret that was ever in an image.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.10", "NIST SP 800-190 4.1.4",
                   "https://docs.docker.com/build/building/secrets/", "CWE-798"},
    .build = check,
    .on_images = true,
};

}  // namespace boltseal
