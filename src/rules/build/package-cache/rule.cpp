#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/package_command.h"
#include "model/rewrite.h"
#include "model/run_end.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;
using Action = PackageCommand::Action;

struct Cache {
  Manager manager;
  std::string_view folder;    // where it lies
  std::string_view option;    // with which none is kept
  std::string_view variable;  // of ENV, that means the same
  std::string_view command;   // that empties it
  std::string_view remedy;
};
constexpr std::array caches = {
    Cache{Manager::apt, "/var/lib/apt/lists", "", "", "rm -rf /var/lib/apt/lists/*",
          "rm -rf /var/lib/apt/lists/* at its end"},
    Cache{Manager::apk, "/var/cache/apk", "--no-cache", "", "", "apk add --no-cache"},
    Cache{Manager::yum, "/var/cache/", "", "", "clean all",
          "dnf clean all (or yum clean all) at its end"},
    Cache{Manager::zypper, "/var/cache/zypp", "", "", "zypper clean --all",
          "zypper clean --all at its end"},
    Cache{Manager::pacman, "/var/cache/pacman", "", "", "rm -rf /var/cache/pacman/pkg/*",
          "rm -rf /var/cache/pacman/pkg/* at its end"},
    Cache{Manager::pip, ".cache", "--no-cache-dir", "PIP_NO_CACHE_DIR", "",
          "pip install --no-cache-dir"},
    Cache{Manager::npm, ".npm", "", "", "npm cache clean --force",
          "npm cache clean --force at its end"},
    Cache{Manager::yarn, ".yarn", "", "", "yarn cache clean", "yarn cache clean at its end"},
};

const Cache* cache_of(Manager manager) {
  const auto found = std::ranges::find(caches, manager, &Cache::manager);
  return found == caches.end() ? nullptr : &*found;
}

// A cache or tmpfs that is mounted for this step takes what is written there.
bool is_mounted(const Instruction& run) {
  return std::ranges::any_of(run.flags, [](const Setting& flag) {
    return flag.name == "mount" && (flag.value.bytes().find("type=cache") != std::string::npos ||
                                    flag.value.bytes().find("type=tmpfs") != std::string::npos);
  });
}

bool removes(const ShellCommand& command, std::string_view folder) {
  const std::string_view program = command.program();
  if (program != "rm" && program != "find") return false;
  return std::ranges::any_of(command.words, [&](const Item& item) {
    const std::string& word = item.text.bytes();
    // rm -rf /var/lib/apt removes the lists as well, /var/cache/* every cache.
    return word.find(folder) != std::string::npos || word.starts_with("/var/lib/apt") ||
           (folder.starts_with("/var/cache") &&
            (word == "/var/cache" || word.starts_with("/var/cache/")) &&
            (word.ends_with("*") || folder.starts_with(word))) ||
           word == "/var/lib/*";
  });
}

bool has_variable(const std::vector<const Stage*>& lineage, std::string_view name) {
  return !name.empty() && std::ranges::any_of(lineage, [&](const Stage* stage) {
    const Value<Settings>& all = stage->level.facts.get(fact::environment);
    return all.is_known() && std::ranges::any_of(*all, [&](const Setting& setting) {
             return setting.name == name && setting.value.bytes() != "0" &&
                    setting.value.bytes() != "false" && setting.value.bytes() != "off";
           });
  });
}

bool cleans(const ShellCommand& command, const Cache& cache) {
  if (removes(command, cache.folder)) return true;
  const PackageCommand* const clean = command.packages();
  if (!clean || clean->manager != cache.manager || clean->action != Action::clean) return false;
  // apt-get clean leaves the lists; apt-get dist-clean takes them.
  return cache.manager != Manager::apt || clean->verb->text.bytes().starts_with("dist");
}

// apt writes its lists with update; the others keep what they install or bring up to date.
bool fills(const PackageCommand& packages) {
  if (packages.manager == Manager::apt) return packages.action == Action::refresh;
  return packages.action == Action::install || packages.action == Action::upgrade ||
         packages.action == Action::release_upgrade ||
         (packages.manager == Manager::apk && packages.action == Action::refresh);
}

// What stands from `apk update` to the command behind it, when that is all that `&&` says; with
// --no-cache the packages come without it.
std::optional<Origin> needless_refresh(const Instruction& run, std::size_t at) {
  const ShellCommand& refresh = run.commands[at];
  if (refresh.words.size() != 2 || at + 1 == run.commands.size()) return std::nullopt;
  if (at > 0 && run.commands[at - 1].origin.span.contains(refresh.origin.span)) {
    return std::nullopt;  // what a sudo runs
  }
  const ShellCommand& next = run.commands[at + 1];
  if (next.origin.file != refresh.origin.file || next.origin.span.begin < refresh.origin.span.end ||
      !next.assignments.empty()) {
    return std::nullopt;
  }
  Origin between = refresh.origin;
  between.span = {refresh.origin.span.end, next.origin.span.begin};
  std::string operators;
  for (const char c : written_at(between)) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\\') operators += c;
  }
  if (operators != "&&") return std::nullopt;
  between.span.begin = refresh.origin.span.begin;
  return between;
}

// apk add --no-cache, pip install --no-cache-dir: every command of the step that fills the cache.
std::optional<Change> switch_off(const Instruction& run, const Cache& cache) {
  Rewriting rewriting;
  for (std::size_t at = 0; at < run.commands.size(); ++at) {
    const PackageCommand* const packages = run.commands[at].packages();
    if (!packages || packages->manager != cache.manager || !fills(*packages) ||
        packages->verb == nullptr || packages->has_option(cache.option)) {
      continue;
    }
    if (!stands_as_read(*packages->verb)) return std::nullopt;
    if (packages->action == Action::refresh) {
      if (const auto needless = needless_refresh(run, at)) {
        rewriting.replace(*needless, {});
        continue;
      }
    }
    rewriting.insert_behind(packages->verb->origin, " " + std::string(cache.option));
  }
  return rewriting.change(Safety::safe);
}

// Whether a later step installs without reading apt's lists itself.
bool needs_lists(const Instruction& run) {
  for (const ShellCommand& command : run.commands) {
    const PackageCommand* const packages = command.packages();
    if (!packages || packages->manager != Manager::apt) continue;
    if (packages->action == Action::refresh) return false;
    if (packages->action != Action::remove && packages->action != Action::clean) return true;
  }
  return false;
}

bool later_step_needs_lists(const Build& build, const Instruction& run) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& later : stage.instructions) {
      // Instructions of other stages that stand behind it may be built on it.
      if (later.origin.span.begin > run.origin.span.begin && needs_lists(later)) return true;
    }
  }
  return false;
}

std::optional<Change> empty_at_end(const Instruction& run, const ShellCommand& filling,
                                   const Cache& cache) {
  std::string command(cache.command);
  if (cache.manager == Manager::yum) command = std::string(filling.program()) + " " + command;
  return append_command(run, filling, command);
}

// Says one thing about a layer for each package manager.
void check_run(const Build& build, const Instruction& run,
               const std::vector<const Cache*>& switched_off, Findings& findings) {
  if (is_mounted(run)) return;
  // Where each cache is cleaned next, so that no command is looked at again for every other one.
  std::array<std::size_t, caches.size()> cleaned_until{};
  for (std::size_t at = 0; at < run.commands.size(); ++at) {
    const ShellCommand& command = run.commands[at];
    const PackageCommand* const packages = command.packages();
    if (!packages || !fills(*packages) || packages->verb == nullptr) continue;
    const Cache* const cache = cache_of(packages->manager);
    if (cache == nullptr || std::ranges::find(switched_off, cache) != switched_off.end()) continue;
    if (!cache->option.empty() && packages->has_option(cache->option)) continue;
    if (packages->has_option("--no-network")) continue;
    std::size_t& until = cleaned_until[static_cast<std::size_t>(cache - caches.data())];
    if (at < until) continue;
    const auto rest = std::span(run.commands).subspan(at);
    const auto cleaned = std::ranges::find_if(
        rest, [&](const ShellCommand& later) { return cleans(later, *cache); });
    if (cleaned != rest.end()) {
      until = at + static_cast<std::size_t>(cleaned - rest.begin());
      continue;
    }
    until = run.commands.size();
    Origin site = command.words.front().origin;
    site.span.end = std::max(site.span.end, packages->verb->origin.span.end);
    Finding& finding =
        findings.add(site, "cache[" + std::string(packages->program) + "]",
                     std::string(packages->program) + " leaves its cache in the layer (" +
                         std::string(cache->folder) + ")");
    finding.remedy = std::string(cache->remedy);
    if (!cache->option.empty()) {
      finding.change = switch_off(run, *cache);
    } else if (cache->manager != Manager::apt || !later_step_needs_lists(build, run)) {
      finding.change = empty_at_end(run, command, *cache);
    }
  }
}

void check(const Build& build, Findings& findings) {
  const std::vector<const Stage*> lineage = build.lineage();
  std::vector<const Cache*> switched_off;
  for (const Cache& cache : caches) {
    if (has_variable(lineage, cache.variable)) switched_off.push_back(&cache);
  }
  for (const Stage* stage : lineage) {
    for (const Instruction& instruction : stage->instructions) {
      if (instruction.name == "RUN") check_run(build, instruction, switched_off, findings);
    }
  }
}

}  // namespace

extern const Rule build_package_cache{
    .summary = "Package manager's cache is left in the image",
    .what =
        "A `RUN` of the stage that becomes the image, or of one that it starts from, reads package "
        "lists or installs packages (apt, apk, yum and dnf, zypper, pacman, pip, npm, yarn), and "
        "what the manager keeps for next time is not removed in the same `RUN`. Steps with a "
        "mounted cache and options such as `--no-cache` are not reported.",
    .why =
        "The lists and archives are never used again: the next build starts from the layer before. "
        "They make the image larger to pull and to scan, and old lists let a later `apt-get "
        "install` take versions with known flaws.",
    .remedy =
        "Remove the cache in the same `RUN` that fills it, or keep it out of the image with `RUN "
        "--mount=type=cache`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/build/building/best-practices/#apt-get",
                   "CIS Docker 1.6.0 4.3"},
    .build = check,
};

}  // namespace boltseal
