// ARG, ENV and LABEL: what states names and values.

#include <utility>

#include "base/text.h"
#include "sources/dockerfile/stage_reader.h"

namespace boltseal::dockerfile {
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
          raw, whole.whole, std::string(instruction.name) + " needs a name and a value",
          "write " + std::string(instruction.name) + " " +
              std::string(line.substr(whole.name.begin, whole.name.end - whole.name.begin)) +
              "=value");
      leave_open(raw);
      return {};
    }
    whole.has_value = true;
    instruction.old_form = true;
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

}  // namespace boltseal::dockerfile
