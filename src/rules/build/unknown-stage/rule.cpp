#include <string>

#include "model/rewrite.h"
#include "model/stage_reference.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Kind = StageReference::Kind;

std::string stage_name(const Build& build, std::size_t at) {
  const std::string& name = build.stages[at].name;
  return name.empty() ? "stage " + std::to_string(at) : name;
}

void say(const Build& build, const StageReference& meant, const Text& name, const Origin& site,
         Findings& findings) {
  const std::string written = name.bytes();
  std::string message, remedy;
  switch (meant.kind) {
    case Kind::image:
    case Kind::stage: return;
    case Kind::itself: message = "copies from " + written + ", the stage that it stands in"; break;
    case Kind::later:
      message = "the stage " + written + " comes later, so this pulls an image of that name";
      break;
    case Kind::out_of_range: message = "there is no stage number " + written; break;
    case Kind::misspelt:
      message = "no stage is called " + written + ", so this pulls an image of that name";
      remedy = stage_name(build, meant.stage);
      break;
  }
  Finding& finding = findings.add(site, "stage[" + written + "]", message);
  finding.remedy = remedy;
  if (remedy.empty() || written_at(site) != written) return;
  Rewriting rewriting;
  rewriting.replace(site, remedy);
  finding.change =
      rewriting.change(Safety::guess, "the image of that name, if it is meant", {Fact::image});
}

// The value of `from=` among the fields of RUN --mount, with its own bytes.
Item from_of(const Setting& flag) {
  const Text& mount = flag.value;
  const bool exact = flag.origin.span.size() == mount.bytes().size();
  for (std::size_t begin = 0; begin < mount.bytes().size();) {
    const std::size_t comma = mount.find(',', begin);
    const std::size_t end = comma == std::string::npos ? mount.bytes().size() : comma;
    const Text field = mount.substr(begin, end - begin);
    if (field.starts_with("from=") == Truth::yes) {
      Item name{field.substr(5), flag.origin};
      if (exact) {
        name.origin.span.end = flag.origin.span.begin + static_cast<std::uint32_t>(end);
        name.origin.span.begin += static_cast<std::uint32_t>(begin) + 5;
      }
      return name;
    }
    begin = end + 1;
  }
  return {};
}

void check(const Build& build, Findings& findings) {
  for (std::size_t at = 0; at < build.stages.size(); ++at) {
    const Stage& stage = build.stages[at];
    const Value<ImageReference>& base = stage.level.facts.get(fact::image);
    if (base.is_known()) {
      say(build, base_of(build, at), base->written, base.origin(), findings);
    }
    for (const Instruction& instruction : stage.instructions) {
      for (const Setting& flag : instruction.flags) {
        const bool copy =
            (instruction.name == "COPY" || instruction.name == "ADD") && flag.name == "from";
        const bool mount = instruction.name == "RUN" && flag.name == "mount";
        if (!copy && !mount) continue;
        const Item name = copy ? Item{flag.value, flag.origin} : from_of(flag);
        say(build, resolve_stage(build, at, name.text), name.text, name.origin, findings);
      }
    }
  }
}

}  // namespace

extern const Rule build_unknown_stage{
    .summary = "Name of a stage that is not there",
    .what =
        "`COPY --from`, `RUN --mount=from=` or `FROM` names a stage that stands later in the file, "
        "the stage itself, a number that no stage has, or a word that is nearly the name of an "
        "earlier stage. Names with a registry, a tag or a digest, and well-known images, are taken "
        "for images.",
    .why =
        "BuildKit takes a name that is no earlier stage for an image and pulls it: `buidler` "
        "becomes `docker.io/library/buidler`. At best the build breaks; at worst somebody has "
        "registered the name, and their files are copied into the image.",
    .remedy = "Name an earlier stage as it is spelt after `AS`; move the stage before its use.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/build/building/multi-stage/", "CWE-427"},
    .build = check,
};

}  // namespace boltseal
