#include <set>
#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Build& build, Findings& findings) {
  std::set<std::string> seen;
  for (const Stage& stage : build.stages) {
    if (stage.name.empty() || !stage.name_origin.has_place()) continue;
    if (stage.name == "scratch" || stage.name == "context") {
      findings.add(stage.name_origin, "stage[" + stage.name + "]",
                   stage.name == "scratch"
                       ? "a stage called scratch cannot be told from the empty image"
                       : "a stage called context cannot be told from the build's context");
    } else if (!seen.insert(stage.name).second) {
      findings.add(
          stage.name_origin, "stage[" + stage.name + "]",
          "an earlier stage is called " + stage.name + " already, so this one cannot be named");
    }
  }
}

}  // namespace

extern const Rule build_stage_name{
    .summary = "Name of a stage that is taken",
    .what =
        "Two stages of one Dockerfile have the same name (in any case), or a stage has the "
        "reserved name `scratch` or `context`.",
    .why =
        "`COPY --from` and `--target` take one of the two, and which one is not what the reader "
        "expects: the image may hold the files of the wrong stage, for instance of the one with "
        "debugging switched on.",
    .remedy = "Give every stage a name of its own.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/reference/build-checks/duplicate-stage-name/",
                   "https://docs.docker.com/reference/build-checks/reserved-stage-name/"},
    .build = check,
};

}  // namespace boltseal
