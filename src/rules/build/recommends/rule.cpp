#include <algorithm>
#include <string>

#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool switches_off(const PackageCommand& apt) {
  if (apt.has_option("--no-install-recommends") || apt.has_option("--without-recommends")) {
    return true;
  }
  const auto sets = [](const Item* item) {
    const std::string& word = item->text.bytes();
    return word.find("Install-Recommends=0") != std::string::npos ||
           word.find("Install-Recommends=false") != std::string::npos ||
           word.find("install-recommends=0") != std::string::npos ||
           word.find("install-recommends=false") != std::string::npos;
  };
  return std::ranges::any_of(apt.options, sets) || std::ranges::any_of(apt.values, sets);
}

// A line for apt.conf that an earlier step writes.
bool configures(const ShellCommand& command) {
  return std::ranges::any_of(command.words, [](const Item& item) {
    return item.text.bytes().find("Install-Recommends") != std::string::npos;
  });
}

// -y, -yqq, --yes: they take no value, and stand before others by habit.
bool only_agrees(std::string_view word) {
  if (word == "--yes" || word == "--assume-yes" || word == "--quiet") return true;
  return word.size() > 1 && word.front() == '-' &&
         word.find_first_not_of("yq", 1) == std::string_view::npos;
}

std::optional<Change> mend(const ShellCommand& command, const PackageCommand& apt) {
  const Item* last = apt.verb;
  const Item* const end = command.words.data() + command.words.size();
  while (last + 1 != end && only_agrees(last[1].text.bytes())) ++last;
  if (!stands_as_read(*last)) return std::nullopt;
  Rewriting rewriting;
  rewriting.insert_behind(last->origin, " --no-install-recommends");
  return rewriting.change(Safety::behaviour,
                          "programs that need a package which was only recommended");
}

void check(const Build& build, Findings& findings) {
  for (const Stage* stage : build.lineage()) {
    bool configured = false;
    for (const Instruction& instruction : stage->instructions) {
      for (const ShellCommand& command : instruction.commands) {
        const PackageCommand* const packages = command.packages();
        if (!packages) {
          configured = configured || configures(command);
          continue;
        }
        if (configured || packages->manager != PackageCommand::Manager::apt ||
            packages->action != PackageCommand::Action::install || packages->open ||
            packages->packages.empty() || packages->verb->text.bytes() == "build-dep" ||
            switches_off(*packages)) {
          continue;
        }
        Origin site = command.words.front().origin;
        site.span.end = std::max(site.span.end, packages->verb->origin.span.end);
        Finding& finding = findings.add(
            site, "recommends[" + packages->packages.front()->text.bytes() + "]",
            std::string(packages->program) + " also installs what the packages only recommend");
        finding.change = mend(command, *packages);
        finding.remedy = std::string(packages->program) + " install --no-install-recommends";
      }
    }
  }
}

}  // namespace

extern const Rule build_recommends{
    .summary = "Recommended packages are installed as well",
    .what =
        "`apt-get install` (or apt, aptitude) without `--no-install-recommends` in the stage that "
        "becomes the image or one that it starts from, and no step before it configures apt so.",
    .why =
        "Debian's packages recommend what is handy on a desktop: documentation, mail servers, "
        "compilers. Each package more is one that can have a flaw, must be scanned and makes the "
        "image larger.",
    .remedy = "Add `--no-install-recommends` and name what is really missing then.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.3",
                   "https://docs.docker.com/build/building/best-practices/"
                   "#dont-install-unnecessary-packages"},
    .build = check,
};

}  // namespace boltseal
