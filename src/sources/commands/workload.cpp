#include "sources/commands/workload.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "model/image_pin.h"
#include "sources/commands/option_facts.h"

namespace boltseal::commands {
namespace {

const Option* find(const Invocation& invocation, std::string_view name) {
  for (const Option& option : invocation.options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

bool is_on(const Invocation& invocation, std::string_view name) {
  const Option* const option = find(invocation, name);
  return option != nullptr && option->value.text.bytes() != "false";
}

}  // namespace

Workload read_workload(const Invocation& invocation) {
  Workload workload;
  workload.platform = invocation.platform;
  if (invocation.operands.empty() && !invocation.may_hide) return workload;
  Level level;
  level.kind = LevelKind::container;
  level.site = invocation.site;
  level.open = invocation.may_hide;
  read_options(invocation.options, level.facts);
  if (!invocation.operands.empty()) {
    const Item& image = invocation.operands.front();
    if (!is_on(invocation, "rootfs")) {
      level.facts.set(fact::image, parse_image_reference(image.text), image.origin);
    }
    if (invocation.operands.size() > 1) {
      Command command;
      Origin origin = invocation.operands[1].origin;
      for (std::size_t at = 1; at < invocation.operands.size(); ++at) {
        command.words.push_back(invocation.operands[at].text);
      }
      const Origin& last = invocation.operands.back().origin;
      if (last.file == origin.file) origin.span.end = std::max(origin.span.end, last.span.end);
      level.facts.set(fact::command, std::move(command), std::move(origin));
    }
  }
  const Option* const name = find(invocation, "name");
  std::string shown = "?";
  if (name != nullptr && !name->value.text.empty()) {
    shown = name->value.text.bytes();
  } else if (!invocation.operands.empty()) {
    // It is still the same workload when its image is pinned.
    shown = name_without_digest(parse_image_reference(invocation.operands.front().text));
  }
  workload.name = invocation.command + " " + shown;
  workload.is_removed = is_on(invocation, "rm");
  workload.is_attached = !is_on(invocation, "detach");
  // Whoever types into it, or wants nothing of it to stay, waits for its end.
  workload.is_job =
      workload.is_attached &&
      (workload.is_removed || is_on(invocation, "interactive") || is_on(invocation, "tty"));
  level.name = workload.name;
  workload.levels.push_back(std::move(level));
  return workload;
}

}  // namespace boltseal::commands
