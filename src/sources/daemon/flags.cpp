#include "sources/daemon/flags.h"

#include <string>
#include <utility>

#include "base/text.h"
#include "sources/daemon/options.h"
#include "sources/daemon/state.h"
#include "sources/notation/notation.h"

namespace boltseal::daemon {
namespace {

// More flags than anybody writes: a bound on the time that hostile text can take.
constexpr std::size_t flag_limit = 10'000;

// Flags that say where the engine listens locally and where it keeps its things, as every packaged
// unit does, configure nothing: daemon.json, which is elsewhere, decides then.
bool only_starts(const Option& option, const Text& value) {
  if (option.fact == Fact::listen_addresses) {
    return value.starts_with("fd://") == Truth::yes || value.starts_with("unix://") == Truth::yes;
  }
  for (const std::string_view key : {"containerd", "data-root", "exec-root", "pidfile", "debug",
                                     "log-level", "group", "log-format"}) {
    if (option.key == key) return true;
  }
  return false;
}

class FlagReader {
 public:
  FlagReader(const Document& document, Reader& reader) : document_(document), reader_(reader) {}

  void read(std::span<const Item> words, Level& level) {
    if (words.size() > flag_limit) {
      open(level, words[flag_limit].origin);
      words = words.first(flag_limit);
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
      const Item& word = words[i];
      const std::string_view text = word.text.bytes();
      if (!word.text.is_known_at(0) || text == "$@") {
        open(level, word.origin);
      } else if (text.starts_with("--") && text.size() > 2) {
        i += long_flag(word, i + 1 < words.size() ? &words[i + 1] : nullptr, level);
      } else if (text.starts_with('-') && text.size() > 1) {
        i += letters(word, i + 1 < words.size() ? &words[i + 1] : nullptr, level);
      }
    }
    std::move(gathered_).state_in(level.facts);
    if (!configures_ && !level.open) open(level, level.site);
  }

 private:
  static void open(Level& level, Origin origin) {
    if (level.open) return;
    origin.note = "more may be configured than can be read here";
    level.open = std::move(origin);
  }

  // Each answers how many further words it took.
  std::size_t long_flag(const Item& word, const Item* next, Level& level) {
    const std::size_t equals = word.text.find('=');
    const std::size_t name_end = equals == std::string::npos ? word.text.bytes().size() : equals;
    const Text name = word.text.substr(2, name_end - 2);
    if (!name.is_known()) {
      open(level, word.origin);
      return 0;
    }
    const Option* const option = find_flag(name.bytes());
    if (option == nullptr) {
      unknown_flag(name.bytes(), word);
      return 0;
    }
    if (equals != std::string::npos) {
      const auto begin = static_cast<std::uint32_t>(equals + 1);
      state(*option, part_of(word, begin), level);
      return 0;
    }
    return without_value(*option, word, next, level);
  }

  // "-D", "-Htcp://…", "-H=tcp://…", "-Dl debug".
  std::size_t letters(const Item& word, const Item* next, Level& level) {
    const std::string& text = word.text.bytes();
    for (std::size_t at = 1; at < text.size(); ++at) {
      const Option* const option = word.text.is_known_at(at) ? find_letter(text[at]) : nullptr;
      if (option == nullptr) return 0;
      if (option->type == Type::boolean) {
        state(*option, {Text("true"), word.origin}, level);
        continue;
      }
      if (at + 1 == text.size()) return without_value(*option, word, next, level);
      const std::size_t begin = text[at + 1] == '=' ? at + 2 : at + 1;
      state(*option, part_of(word, static_cast<std::uint32_t>(begin)), level);
      return 0;
    }
    return 0;
  }

  std::size_t without_value(const Option& option, const Item& word, const Item* next,
                            Level& level) {
    if (option.type == Type::boolean) {
      state(option, {Text("true"), word.origin}, level);
      return 0;
    }
    if (next == nullptr) return 0;
    state(option, *next, level);
    return 1;
  }

  // The rest of a word from `begin` on, with its own bytes when it stands in the file as it is.
  Item part_of(const Item& word, std::uint32_t begin) const {
    Item part{word.text.substr(begin), word.origin};
    const auto local = document_.to_local(word.origin.span);
    if (local && document_.at(*local) == word.text.bytes()) {
      const OriginKind kind = word.origin.kind;
      auto via = word.origin.via;
      part.origin = document_.origin({local->begin + begin, local->end}, kind);
      part.origin.via = std::move(via);
    }
    return part;
  }

  void unknown_flag(const std::string& name, const Item& word) {
    const std::string_view meant = nearest_flag(name);
    if (meant.empty()) return;  // dockerd may have learned it since.
    reader_.inventory.errors.push_back(Error{"dockerd has no flag --" + name, document_.file().path,
                                             word.origin.span,
                                             "did you mean --" + std::string(meant) + "?"});
  }

  void state(const Option& option, Item value, Level& level) {
    if (option.flag == "config-file") {
      // The file that is named decides, and it is not this one.
      configures_ = true;
      return open(level, value.origin);
    }
    if (!only_starts(option, value.text)) configures_ = true;
    if (option.fact == Fact::count_) return;
    Facts& facts = level.facts;
    switch (option.type) {
      case Type::boolean: {
        if (!value.text.is_known()) {
          return facts.set(FactKey<bool>{option.fact}, Value<bool>::unknown(value.origin));
        }
        if (const auto truth = parse_bool(value.text.bytes())) {
          facts.set(FactKey<bool>{option.fact}, *truth, value.origin);
        }
        return;
      }
      case Type::text:
        if (!value.text.empty()) facts.set(FactKey<Text>{option.fact}, value.text, value.origin);
        return;
      case Type::list: return gathered_.item(option, std::move(value));
      case Type::map:
      case Type::ulimits: {
        const std::size_t equals = value.text.find('=');
        const Text name = value.text.substr(0, equals);
        if (equals == std::string::npos || !name.is_known()) return open(level, value.origin);
        Text setting = value.text.substr(equals + 1);
        return gathered_.setting(option, {name.bytes(), std::move(setting), value.origin});
      }
      case Type::number:
      case Type::object: return;
    }
  }

  const Document& document_;
  Reader& reader_;
  Gathered gathered_;
  bool configures_ = false;
};

}  // namespace

void read_flags(const Document& document, std::span<const Item> words, Level& level,
                Reader& reader) {
  FlagReader(document, reader).read(words, level);
}

void read_dockerd_flags(const Document& document, const std::vector<Item>& words, Reader& reader) {
  if (words.empty()) return;
  // `docker daemon …` was the program before 1.12: options of docker may stand before the word.
  std::size_t program = 0;
  if (ends_with_program(words.front().text, "docker")) {
    while (program + 1 < words.size() && words[program].text.equals("daemon") != Truth::yes) {
      ++program;
    }
  }
  Level level;
  level.kind = LevelKind::daemon;
  level.name = flags_level;
  level.site = words[program].origin;
  read_flags(document, std::span(words).subspan(program + 1), level, reader);
  add_engine(std::move(level), document, reader);
}

bool ends_with_program(const Text& word, std::string_view program) {
  return word.equals(program) == Truth::yes ||
         word.ends_with("/" + std::string(program)) == Truth::yes;
}

namespace {

std::string flag_text(const Option& option, const Change& change) {
  std::string flag = "--" + std::string(option.flag);
  if (const bool* const truth = std::get_if<bool>(&change.value)) {
    return flag + (*truth ? "=true" : "=false");
  }
  std::string value;
  if (const auto* const text = std::get_if<std::string>(&change.value)) value = *text;
  if (const auto* const number = std::get_if<std::int64_t>(&change.value)) {
    value = std::to_string(*number);
  }
  if (option.type == Type::map || option.type == Type::ulimits)
    value = change.element + "=" + value;
  return flag + "=" + value;
}

bool needs_quotes(std::string_view text) {
  for (const char c : text) {
    if (!is_word(c) && std::string_view("-=.,:/@+").find(c) == std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::string spell_dockerd_flag(const Change& change) {
  const Option* const option = find_fact(change.fact);
  if (option == nullptr || option->flag.empty()) return {};
  if (std::holds_alternative<std::monostate>(change.value)) return {};
  return flag_text(*option, change);
}

Result<std::vector<Edit>> write_dockerd_flags(const Document& document, const Change& change) {
  const auto refuse = [&](std::string reason) {
    return fail(std::move(reason), document.file().path, change.at.span);
  };
  const std::string flag = spell_dockerd_flag(change);
  if (flag.empty()) {
    return refuse(find_fact(change.fact) == nullptr
                      ? "a daemon has no " + std::string(name_of(change.fact))
                      : "this option has no flag that could be written");
  }
  if (needs_quotes(flag)) return refuse("the value would need quotes of the script around it");
  const auto local = document.to_local(change.at.span);
  if (!local || local->empty()) return refuse("the command line does not stand in this document");
  if (change.missing) return std::vector<Edit>{{{local->end, local->end}, " " + flag}};
  // Either the whole word "--icc" or what stands behind its "=".
  const std::string_view there = document.at(*local);
  if (there.starts_with('-')) return std::vector<Edit>{{*local, flag}};
  if (local->begin == 0) return refuse("the flag is not where it was read");
  return std::vector<Edit>{{*local, flag.substr(flag.find('=') + 1)}};
}

}  // namespace boltseal::daemon
