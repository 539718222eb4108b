// RUN, CMD, ENTRYPOINT, HEALTHCHECK, SHELL and ONBUILD: what runs commands.

#include <utility>

#include "base/text.h"
#include "base/upper_case.h"
#include "sources/dockerfile/stage_reader.h"
#include "sources/notation/notation.h"

namespace boltseal::dockerfile {

bool StageReader::read_form(const RawInstruction& raw, Instruction& instruction, std::size_t from,
                            Command& command) {
  std::vector<JsonWord> json;
  const JsonForm form = read_json(raw.line.text, from, json);
  if (form == JsonForm::mixed) {
    context_.error(
        raw, {from, raw.line.text.size()},
        "the array of " + std::string(instruction.name) + " holds something else than strings",
        "put every element in double quotes");
    leave_open(raw);
    return false;
  }
  if (form == JsonForm::strings) {
    for (JsonWord& word : json) {
      context_.budget.take(256);
      instruction.arguments.push_back({word.text, context_.origin(raw, word.place)});
      command.words.emplace_back(std::move(word.text));
    }
    return true;
  }
  // The text is the shell's: nothing is expanded at build time.
  instruction.shell_form = command.shell_form = true;
  const std::string text(raw.line.text.substr(from));
  instruction.arguments.push_back({text, context_.origin(raw, {from, raw.line.text.size()})});
  command.words.emplace_back(text);
  return true;
}

void StageReader::read_command(const RawInstruction& raw, Instruction& instruction) {
  Command command;
  if (!read_form(raw, instruction, raw.rest, command)) return;
  const Origin origin = raw.rest < raw.line.text.size()
                            ? context_.origin(raw, {raw.rest, raw.line.text.size()})
                            : instruction.origin;
  Facts& facts = stage_.level.facts;
  if (instruction.name == "CMD") {
    has_command_ = true;
    facts.set(fact::command, std::move(command), origin);
    return;
  }
  // An ENTRYPOINT takes back the CMD that the stage inherited, not one of its own.
  if (!has_command_) facts.set(fact::command, Command{}, origin);
  facts.set(fact::entrypoint, std::move(command), origin);
}

void StageReader::read_health_check(const RawInstruction& raw, Instruction& instruction) {
  std::size_t from = raw.rest;
  const std::vector<Flag> flags = read_flags(raw.line.text, from, context_.escape);
  if (!needs_argument(raw, instruction, from, "CMD command")) return;
  const Word kind = plain_words(raw.line.text, from).front();
  const std::string_view kind_text = raw.line.text.substr(kind.begin, kind.end - kind.begin);
  from = kind.end;
  while (from < raw.line.text.size() && is_space(raw.line.text[from])) ++from;
  HealthCheck check;
  for (const Flag& flag : flags) {
    const std::string_view value =
        raw.line.text.substr(flag.value.begin, flag.value.end - flag.value.begin);
    const auto duration = parse_duration(value);
    bool valid = duration.has_value();
    if (flag.name == "interval") {
      check.interval = duration;
    } else if (flag.name == "timeout") {
      check.timeout = duration;
    } else if (flag.name == "start-period") {
      check.start_period = duration;
    } else if (flag.name == "retries") {
      check.retries = parse_int(value);
      valid = check.retries && *check.retries >= 0;
    } else {
      valid = flag.name == "start-interval" && valid;
    }
    if (!valid) {
      context_.error(raw, flag.whole, "is no option of HEALTHCHECK that can be read",
                     "write --interval=30s, --timeout=5s, --start-period=10s, --retries=3");
    }
    instruction.flags.push_back(
        {flag.name, Text(std::string(value)), context_.origin(raw, flag.whole)});
  }
  Facts& facts = stage_.level.facts;
  if (equals_ignoring_case(kind_text, "NONE")) {
    check = {};
    check.kind = HealthCheck::Kind::disabled;
    instruction.arguments.push_back({Text("NONE"), context_.origin(raw, kind)});
    facts.set(fact::health_check, std::move(check), context_.origin(raw, kind));
  } else if (equals_ignoring_case(kind_text, "CMD") && from < raw.line.text.size()) {
    if (!read_form(raw, instruction, from, check.test)) return;
    facts.set(fact::health_check, std::move(check),
              context_.origin(raw, {kind.begin, raw.line.text.size()}));
  } else {
    context_.error(raw, kind, "HEALTHCHECK takes CMD with a command, or NONE",
                   "write HEALTHCHECK CMD " + std::string(kind_text));
    leave_open(raw);
  }
}

void StageReader::read_onbuild(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "RUN command")) return;
  const std::string_view line = raw.line.text;
  RawInstruction trigger = raw;
  std::size_t end = raw.rest;
  while (end < line.size() && !is_space(line[end])) ++end;
  trigger.name = line.substr(raw.rest, end - raw.rest);
  trigger.rest = end;
  while (trigger.rest < line.size() && is_space(line[trigger.rest])) ++trigger.rest;
  const std::string name = to_upper(trigger.name);
  if (name == "ONBUILD" || name == "FROM" || name == "MAINTAINER" || row_of(name) == nullptr) {
    context_.error(raw, {raw.rest, end}, name + " cannot stand behind ONBUILD");
    return;
  }
  instruction.arguments.push_back(
      {Text(std::string(line.substr(raw.rest))), context_.origin(raw, {raw.rest, line.size()})});
  if (name == "RUN" && !stage_.windows) {
    std::size_t from = trigger.rest;
    Instruction run;
    read_flags_of(trigger, run, from);
    Command command;
    if (from < line.size() && read_form(trigger, run, from, command)) {
      instruction.commands = commands_of_run(context_, trigger, from, run, shell_, scope_);
    }
  }
  if (triggers.size() < 100) triggers.push_back(std::move(trigger));
}

void StageReader::read_run(const RawInstruction& raw, Instruction& instruction) {
  std::size_t from = raw.rest;
  read_flags_of(raw, instruction, from);
  if (from >= raw.line.text.size()) return;  // BuildKit lets an empty RUN pass
  Command command;
  if (!read_form(raw, instruction, from, command)) return;
  if (stage_.windows) return;  // cmd or PowerShell
  instruction.commands = commands_of_run(context_, raw, from, instruction, shell_, scope_);
}

void StageReader::read_shell(const RawInstruction& raw, Instruction& instruction) {
  Command command;
  if (!read_form(raw, instruction, raw.rest, command)) return;
  if (command.shell_form || command.words.empty()) {
    context_.error(raw, {raw.rest, raw.line.text.size()}, "SHELL takes a JSON array of strings",
                   R"(write SHELL ["/bin/bash", "-c"])");
    return;
  }
  shell_.clear();
  for (const Text& word : command.words) shell_.push_back(word.bytes());
}

}  // namespace boltseal::dockerfile
