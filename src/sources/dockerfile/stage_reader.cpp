#include "sources/dockerfile/stage_reader.h"

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

std::vector<Pair> read_arguments(const RawInstruction& raw, char escape) {
  std::vector<Pair> pairs;
  for (const Word word : quoted_words(raw.line.text, raw.rest, escape)) {
    Pair pair;
    pair.whole = pair.name = word;
    const std::size_t equals = raw.line.text.substr(0, word.end).find('=', word.begin);
    pair.has_value = equals != std::string_view::npos;
    if (pair.has_value) {
      pair.name.end = equals;
      pair.value = {equals + 1, word.end};
    }
    pairs.push_back(pair);
  }
  return pairs;
}

StageReader::StageReader(Context& context, Stage& stage, Scope& scope, const Scope& global,
                         const Settings& build_arguments)
    : context_(context),
      stage_(stage),
      scope_(scope),
      global_(global),
      build_arguments_(build_arguments) {}

StageReader::Method StageReader::method_of(std::string_view name) {
  struct Row {
    std::string_view name;
    Method method;
  };
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
  for (const Row& row : table) {
    if (row.name == name) return row.method;
  }
  return nullptr;
}

void StageReader::read(const RawInstruction& raw, const std::string& name) {
  const Method method = method_of(name);
  if (method == nullptr) return;
  Instruction instruction;
  instruction.name = name;
  instruction.origin = context_.document.origin(raw.span);
  (this->*method)(raw, instruction);
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
  context_.error(raw, {0, raw.line.text.size()}, instruction.name + " needs an argument",
                 "write " + instruction.name + " " + std::string(what));
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
    context_.error(raw, {from, raw.line.text.size()},
                   "the array of " + instruction.name + " holds something else than strings",
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

bool StageReader::read_form(const RawInstruction& raw, Instruction& instruction, std::size_t from,
                            Command& command) {
  std::vector<JsonWord> json;
  const JsonForm form = read_json(raw.line.text, from, json);
  if (form == JsonForm::mixed) {
    context_.error(raw, {from, raw.line.text.size()},
                   "the array of " + instruction.name + " holds something else than strings",
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

void StageReader::read_add(const RawInstruction& raw, Instruction& instruction) {
  std::size_t from = raw.rest;
  read_flags_of(raw, instruction, from);
  if (!read_list(raw, instruction, from)) return;
  if (instruction.arguments.size() < 2) {
    context_.error(raw, {0, raw.line.text.size()},
                   instruction.name + " needs a source and a destination");
  }
}

void StageReader::read_arg(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "NAME=default")) return;
  for (const Pair& pair : read_arguments(raw, context_.escape)) {
    const std::string_view line = raw.line.text;
    const std::string_view name = line.substr(pair.name.begin, pair.name.end - pair.name.begin);
    Variable variable;
    variable.argument = true;
    variable.origin = context_.origin(raw, pair.whole);
    variable.origin.kind = OriginKind::argument;
    Text written{std::string(name)};
    for (const Setting& passed : build_arguments_) {
      if (passed.name != name) continue;
      variable.set = true;
      variable.value = passed.value;
      variable.origin = with_step(passed.origin, variable.origin);
      variable.origin.kind = OriginKind::argument;
      variable.steps = 2;
    }
    if (pair.has_value) {
      Expansion value = expand_word(
          raw, pair.whole, line.substr(pair.value.begin, pair.value.end - pair.value.begin));
      written.append(std::string_view("="));
      written.append(value.text);
      if (!variable.set) {
        variable.origin = with_steps(std::move(variable.origin), value);
        variable.steps = steps_of(value);
        variable.value = std::move(value.text);
        variable.set = true;
      }
    } else if (!variable.set) {
      // Redeclared: the value that it has before the first FROM.
      const Variable* const outer = global_.find(name, context_.budget);
      if (outer != nullptr) {
        variable.set = outer->set;
        variable.value = outer->value;
        variable.steps = outer->steps + 1;
        variable.origin.via = std::make_shared<const Origin>(outer->origin);
      }
    }
    instruction.arguments.push_back({std::move(written), variable.origin});
    scope_.set(name, std::move(variable));
  }
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

std::vector<Setting> StageReader::read_pairs(const RawInstruction& raw, Instruction& instruction) {
  const std::string_view line = raw.line.text;
  std::vector<Pair> pairs = read_arguments(raw, context_.escape);
  if (pairs.empty()) return {};
  if (!pairs.front().has_value) {
    // The old form: NAME value, to the end of the line.
    Pair whole;
    whole.name = plain_words(line.substr(0, pairs.front().whole.end), raw.rest).front();
    whole.value = {whole.name.end, line.size()};
    while (whole.value.begin < whole.value.end && is_space(line[whole.value.begin]))
      ++whole.value.begin;
    whole.whole = {whole.name.begin, line.size()};
    if (whole.value.begin == whole.value.end) {
      context_.error(
          raw, whole.whole, instruction.name + " needs a name and a value",
          "write " + instruction.name + " " +
              std::string(line.substr(whole.name.begin, whole.name.end - whole.name.begin)) +
              "=value");
      leave_open(raw);
      return {};
    }
    whole.has_value = true;
    pairs = {whole};
  }
  std::vector<Setting> settings;
  for (const Pair& pair : pairs) {
    if (!pair.has_value) {
      context_.error(raw, pair.whole, "this has no =, so it is no NAME=value",
                     "quote values that contain spaces");
      leave_open(raw);
      continue;
    }
    const Expansion name =
        expand_word(raw, pair.name, line.substr(pair.name.begin, pair.name.end - pair.name.begin));
    Item value = expanded_item(raw, pair.whole,
                               line.substr(pair.value.begin, pair.value.end - pair.value.begin));
    Text written = name.text;
    written.append(std::string_view("="));
    written.append(value.text);
    instruction.arguments.push_back({std::move(written), value.origin});
    settings.push_back({name.text.bytes(), std::move(value.text), std::move(value.origin)});
  }
  return settings;
}

namespace {

// A name that is stated again replaces what was said before.
void put(Settings& settings, std::map<std::string, std::size_t, std::less<>>& index,
         Setting setting) {
  const auto [at, is_new] = index.try_emplace(setting.name, settings.size());
  if (is_new) {
    settings.push_back(std::move(setting));
  } else {
    settings[at->second] = std::move(setting);
  }
}

}  // namespace

void StageReader::read_env(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "NAME=value")) return;
  // Every value of one instruction is expanded with what was known before it.
  for (Setting& setting : read_pairs(raw, instruction)) {
    Variable variable;
    variable.value = setting.value;
    variable.set = true;
    variable.argument = setting.origin.kind == OriginKind::argument;
    variable.origin = setting.origin;
    for (const Origin* step = setting.origin.via.get(); step != nullptr; step = step->via.get()) {
      ++variable.steps;
    }
    scope_.set_environment(setting.name, std::move(variable));
    put(environment_, environment_index_, std::move(setting));
  }
}

void StageReader::read_label(const RawInstruction& raw, Instruction& instruction) {
  if (!needs_argument(raw, instruction, raw.rest, "name=value")) return;
  for (Setting& setting : read_pairs(raw, instruction)) {
    put(labels_, label_index_, std::move(setting));
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
  std::string name(trigger.name);
  for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (name == "ONBUILD" || name == "FROM" || name == "MAINTAINER" || method_of(name) == nullptr) {
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
  stage_.level.facts.set(fact::user, std::move(user), item.origin);
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
