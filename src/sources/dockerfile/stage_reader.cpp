#include "sources/dockerfile/stage_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace boltseal::dockerfile {

namespace {

// After this many errors a file is something else than a Dockerfile; one line says so.
constexpr std::size_t error_limit = 20;

}  // namespace

void Context::error(const RawInstruction& at, Word word, std::string message, std::string remedy) {
  if (errors.size() > error_limit) return;
  if (errors.size() == error_limit) {
    message = "too many errors; what follows is not reported";
    remedy.clear();
  }
  errors.push_back(
      document.error(std::move(message), at.line.span(word.begin, word.end), std::move(remedy)));
}

Origin Context::origin(const RawInstruction& of, Word word) const {
  return document.origin(of.line.span(word.begin, word.end));
}

StageReader::StageReader(Context& context, Stage& stage, Scope& scope, const Scope& global,
                         const Settings& build_arguments)
    : context_(context),
      stage_(stage),
      scope_(scope),
      global_(global),
      build_arguments_(build_arguments) {}

const StageReader::Row* StageReader::row_of(std::string_view name) {
  static constexpr std::array<Row, 17> table = {{
      {"ADD", &StageReader::read_add},
      {"ARG", &StageReader::read_arg},
      {"CMD", &StageReader::read_command},
      {"COPY", &StageReader::read_add},
      {"ENTRYPOINT", &StageReader::read_command},
      {"ENV", &StageReader::read_env},
      {"EXPOSE", &StageReader::read_expose},
      {"HEALTHCHECK", &StageReader::read_health_check},
      {"LABEL", &StageReader::read_label},
      {"MAINTAINER", &StageReader::read_single},
      {"ONBUILD", &StageReader::read_onbuild},
      {"RUN", &StageReader::read_run},
      {"SHELL", &StageReader::read_shell},
      {"STOPSIGNAL", &StageReader::read_single},
      {"USER", &StageReader::read_user},
      {"VOLUME", &StageReader::read_volume},
      {"WORKDIR", &StageReader::read_single},
  }};
  const auto row = std::ranges::find(table, name, &Row::name);
  return row == table.end() ? nullptr : &*row;
}

void StageReader::read(const RawInstruction& raw, std::string_view name) {
  const Row* const row = row_of(name);
  if (row == nullptr) return;
  Instruction instruction;
  instruction.name = row->name;
  instruction.origin = context_.document.origin(raw.span);
  (this->*row->method)(raw, instruction);
  stage_.instructions.push_back(std::move(instruction));
}

void StageReader::leave_open(const RawInstruction& raw) {
  if (stage_.level.open) return;
  Origin origin = context_.document.origin(raw.span);
  origin.note = "this could not be read";
  stage_.level.open = std::move(origin);
}

void StageReader::finish() {
  Facts& facts = stage_.level.facts;
  const auto state = [&](auto key, auto& elements) {
    if (elements.empty()) return;
    Origin origin = elements.front().origin;
    facts.set(key, std::move(elements), std::move(origin));
  };
  state(fact::environment, environment_);
  state(fact::labels, labels_);
  state(fact::mounts, volumes_);
  state(fact::exposed_ports, ports_);
  if (facts.states(Fact::user) || !facts.states(Fact::entrypoint)) return;
  if (auto program = program_that_steps_down(stage_)) {
    program->note = "its entrypoint may go on as another user with this";
    facts.set(fact::user, Value<User>::unknown(std::move(*program)));
  }
}

bool StageReader::needs_argument(const RawInstruction& raw, const Instruction& instruction,
                                 std::size_t from, std::string_view what) {
  if (from < raw.line.text.size()) return true;
  context_.error(raw, {0, raw.line.text.size()},
                 std::string(instruction.name) + " needs an argument",
                 "write " + std::string(instruction.name) + " " + std::string(what));
  leave_open(raw);
  return false;
}

Expansion StageReader::expand_word(const RawInstruction& raw, Word word, std::string_view text) {
  Expansion expansion = expand(text, scope_, context_.escape, context_.budget);
  if (!expansion.error.empty()) {
    context_.error(raw, word, "cannot be expanded: " + expansion.error);
    expansion.text = Text::unknown(std::string(text));
  }
  return expansion;
}

Item StageReader::expanded_item(const RawInstruction& raw, Word word, std::string_view text) {
  Expansion expansion = expand_word(raw, word, text);
  context_.budget.take(256);  // what an item needs in memory
  Origin origin = with_steps(context_.origin(raw, word), expansion);
  return {std::move(expansion.text), std::move(origin)};
}

void StageReader::read_flags_of(const RawInstruction& raw, Instruction& instruction,
                                std::size_t& from) {
  for (const Flag& flag : read_flags(raw.line.text, from, context_.escape)) {
    const Word place = flag.value.begin < flag.value.end ? flag.value : flag.whole;
    const std::string_view value =
        raw.line.text.substr(flag.value.begin, flag.value.end - flag.value.begin);
    Item item = expanded_item(raw, place, value);
    instruction.flags.push_back({flag.name, std::move(item.text), std::move(item.origin)});
  }
}

bool StageReader::read_list(const RawInstruction& raw, Instruction& instruction, std::size_t from) {
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
    for (const JsonWord& word : json) {
      instruction.arguments.push_back(expanded_item(raw, word.place, word.text));
    }
    return true;
  }
  for (const Word word : plain_words(raw.line.text, from)) {
    instruction.arguments.push_back(
        expanded_item(raw, word, raw.line.text.substr(word.begin, word.end - word.begin)));
  }
  return true;
}

void StageReader::read_add(const RawInstruction& raw, Instruction& instruction) {
  std::size_t from = raw.rest;
  read_flags_of(raw, instruction, from);
  if (!read_list(raw, instruction, from)) return;
  if (instruction.arguments.size() < 2) {
    context_.error(raw, {0, raw.line.text.size()},
                   std::string(instruction.name) + " needs a source and a destination");
  }
}

void StageReader::read_expose(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "8080")) return;
  for (const Word word : plain_words(raw.line.text, raw.rest)) {
    Item item = expanded_item(raw, word, raw.line.text.substr(word.begin, word.end - word.begin));
    ports_.push_back(item);
    instruction.arguments.push_back(std::move(item));
  }
}

void StageReader::read_single(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "value")) return;
  const Word word{raw.rest, raw.line.text.size()};
  const std::string_view text = raw.line.text.substr(raw.rest);
  if (instruction.name == "MAINTAINER") {
    instruction.arguments.push_back({Text(std::string(text)), context_.origin(raw, word)});
  } else {
    instruction.arguments.push_back(expanded_item(raw, word, text));
  }
}

void StageReader::read_user(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "10001")) return;
  Item item = expanded_item(raw, {raw.rest, raw.line.text.size()}, raw.line.text.substr(raw.rest));
  const std::size_t colon = item.text.find(':');
  User user{item.text.substr(0, colon), {}};
  if (colon != std::string::npos) user.group = item.text.substr(colon + 1);
  // The engines take an empty name for uid 0.
  if (user.name.empty()) user.name = "0";
  // The chain shows what a later USER takes back; one step, or a hostile file makes it endless.
  Origin origin = item.origin;
  const Value<User>& before = stage_.level.facts.get(fact::user);
  if (before.is_known() && before->is_root() == Truth::no) {
    Origin step = before.origin();
    step.via = nullptr;
    step.note = "the user before";
    origin = with_step(std::move(origin), step);
  }
  stage_.level.facts.set(fact::user, std::move(user), std::move(origin));
  instruction.arguments.push_back(std::move(item));
}

void StageReader::read_volume(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "/data")) return;
  if (!read_list(raw, instruction, raw.rest)) return;
  for (const Item& item : instruction.arguments) {
    Mount mount;
    mount.kind = MountKind::volume;
    mount.target = item.text;
    mount.origin = item.origin;
    volumes_.push_back(std::move(mount));
  }
}

}  // namespace boltseal::dockerfile
