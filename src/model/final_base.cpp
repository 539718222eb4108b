#include "model/final_base.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "model/image_programs.h"
#include "model/rewrite.h"

namespace boltseal {
namespace {

using Reason = std::expected<void, std::string>;

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

bool installs(const BuildSteps& steps) {
  return std::ranges::any_of(steps.packages, [&](const NeededPackages& packages) {
    return packages.step < steps.split && !steps.needed_of(packages).empty();
  });
}

bool needs_shell(const BuildSteps& steps, const StageCopies& copies) {
  bool needs = installs(steps);
  for (std::size_t at = 0; at < steps.all.size(); ++at) {
    const Instruction& instruction = *steps.all[at].instruction;
    if (instruction.name == "RUN") {
      needs |=
          at >= steps.split || std::ranges::any_of(steps.all[at].preparing, [&](const auto& each) {
            return each.first->program() == "chown" || !copies.do_work_of(*each.first, each.second);
          });
    }
    if (describes_image(instruction)) needs |= instruction.shell_form;
  }
  return needs;
}

// The programs of a health check have to be in the final image as well.
Reason check_health(const BuildSteps& steps, const StageCopies& copies, const RuntimeBase& base) {
  const Value<HealthCheck>& check = steps.stage().level.facts.get(fact::health_check);
  if (!check.is_known() || check->kind != HealthCheck::Kind::command || base.is_same) return {};
  const ImageReference runtime = parse_image_reference(base.runtime);
  bool starts = true;  // whether the next word is a program
  std::string text;
  for (const Text& word : check->test.words) text += word.bytes() + " ";
  for (const std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    if (word == "||" || word == "&&" || word == "|" || word == "-c") {
      starts = true;
      continue;
    }
    if (!std::exchange(starts, word.ends_with(';'))) continue;
    const std::string name(base_name(word));
    static constexpr std::array<std::string_view, 6> of_shell = {"exit", "test",  "[",
                                                                 "true", "false", "exec"};
    if (std::ranges::find(of_shell, name) != of_shell.end() ||
        (name == "node" && steps.language() == Language::node) ||
        (name == "java" && steps.language() == Language::java)) {
      continue;
    }
    if (has_program(runtime, name) == Truth::yes) continue;
    const bool is_built = std::ranges::any_of(
        copies.all(), [&](const StageCopy& copy) { return base_name(copy.from) == name; });
    if (!is_built) {
      return refuse("its health check starts " + name + ", which " + base.runtime +
                    " is not known to have");
    }
  }
  return {};
}

Reason check_user(const BuildSteps& steps, const RuntimeBase& base) {
  const Value<User>& user = steps.stage().level.facts.get(fact::user);
  if (!user.is_known()) {
    return user.is_absent() ? Reason{} : refuse("which user it runs as is not known");
  }
  const std::string& name = user->name.bytes();
  if (base.is_same || parse_int(name) || name == "root" || name == "nobody" ||
      (steps.language() == Language::node && name == "node")) {
    return {};
  }
  const bool is_made = std::ranges::any_of(steps.all, [&](const BuildStep& step) {
    return std::ranges::any_of(step.preparing, [&](const auto& command) {
      const std::string_view program = command.first->program();
      return (program == "useradd" || program == "adduser") &&
             std::ranges::any_of(command.first->words,
                                 [&](const Item& item) { return item.text.bytes() == name; });
    });
  });
  return is_made ? Reason{} : refuse("no step makes the user " + name + " that it runs as");
}

}  // namespace

std::expected<RuntimeBase, std::string> final_base(const BuildSteps& steps,
                                                   const StageCopies& copies) {
  auto base = runtime_base(steps.image(), steps.products().is_static(), needs_shell(steps, copies));
  if (!base) return base;
  const Origin& named = steps.stage().level.facts.get(fact::image).origin();
  if (named.via != nullptr) {
    if (!base->is_same) return refuse("the version of its image comes from an argument");
    base->build = base->runtime = written_at(named);
  }
  const bool is_java = steps.language() == Language::java;
  if (!base->is_same && is_java && installs(steps)) {
    return refuse("what the packages that it installs are called in " + base->runtime +
                  " is not known");
  }
  if (steps.toolchain().only_packages && is_java) {
    return refuse("which package of " + base->runtime +
                  " runs Java without the compiler is not known");
  }
  if (Reason fits = check_health(steps, copies, *base); !fits) {
    return refuse(std::move(fits.error()));
  }
  if (Reason fits = check_user(steps, *base); !fits) return refuse(std::move(fits.error()));
  return base;
}

}  // namespace boltseal
