#include "sources/daemon/state.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace boltseal::daemon {

Gathered::List& Gathered::list_of(Fact fact) {
  for (List& list : lists_) {
    if (list.fact == fact) return list;
  }
  return lists_.emplace_back(List{fact, {}, {}});
}

void Gathered::item(const Option& option, Item item) {
  if (option.fact != Fact::count_) list_of(option.fact).items.push_back(std::move(item));
}

void Gathered::setting(const Option& option, Setting setting) {
  if (option.fact != Fact::count_) list_of(option.fact).settings.push_back(std::move(setting));
}

namespace {

// nofile is SOFT[:HARD]; the hard limit is the soft one when it is not given.
void state_open_files(const Setting& nofile, Facts& facts) {
  const std::size_t colon = nofile.value.rfind(':');
  const Text hard = colon == std::string::npos ? nofile.value : nofile.value.substr(colon + 1);
  if (!hard.is_known()) {
    facts.set(fact::open_files_limit, Value<std::int64_t>::unknown(nofile.origin));
  } else if (const auto limit = parse_int(hard.bytes())) {
    facts.set(fact::open_files_limit, *limit, nofile.origin);
  }
}

}  // namespace

void Gathered::state_in(Facts& facts) && {
  for (List& list : lists_) {
    if (!list.items.empty()) {
      const Origin first = list.items.front().origin;
      facts.set(FactKey<Items>{list.fact}, std::move(list.items), first);
    }
    if (list.settings.empty()) continue;
    if (list.fact == Fact::default_ulimits) {
      for (const Setting& limit : list.settings) {
        if (limit.name == "nofile") state_open_files(limit, facts);
      }
    }
    const Origin first = list.settings.front().origin;
    facts.set(FactKey<Settings>{list.fact}, std::move(list.settings), first);
  }
}

namespace {

// The length of a placeholder that `text` begins with, or 0.
std::size_t placeholder_length(std::string_view text) {
  const auto until = [&](std::string_view end) {
    const std::size_t at = text.find(end, 2);
    return at == std::string_view::npos ? 0 : at + end.size();
  };
  if (text.starts_with("{{")) return until("}}");
  if (text.starts_with("${")) return until("}");
  if (text.size() > 1 && text[0] == '$' && is_word(text[1]) && !is_digit(text[1])) {
    std::size_t end = 2;
    while (end < text.size() && is_word(text[end])) ++end;
    return end;
  }
  return 0;
}

}  // namespace

Text with_placeholders(std::string_view text) {
  Text result;
  // What has no end in the rest of the text has none further on either, so each kind of opener is
  // searched for in vain only once.
  bool braces_end = true, dollar_ends = true;
  while (!text.empty()) {
    std::size_t known = text.find_first_of("{$");
    if (known == std::string_view::npos) known = text.size();
    result.append(text.substr(0, known));
    text.remove_prefix(known);
    if (text.empty()) break;
    const bool is_braces = text.starts_with("{{");
    const bool is_dollar = text.starts_with("${");
    const bool is_hopeless = (is_braces && !braces_end) || (is_dollar && !dollar_ends);
    const std::size_t length = is_hopeless ? 0 : placeholder_length(text);
    if (length == 0) {
      if (is_braces) braces_end = false;
      if (is_dollar) dollar_ends = false;
      result.append(text.substr(0, 1));
      text.remove_prefix(1);
    } else {
      result.append_unknown(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return result;
}

void add_engine(Level level, const Document& document, Reader& reader) {
  Engine engine;
  engine.platform = Platform::docker;
  engine.name = "docker daemon " + document.path();
  auto& engines = reader.inventory.engines;
  const auto same_name = std::find_if(engines.rbegin(), engines.rend(), [&](const Engine& other) {
    return other.name == engine.name || other.name.starts_with(engine.name + " #");
  });
  if (same_name != engines.rend()) {
    const std::string_view number = std::string_view(same_name->name).substr(engine.name.size());
    const auto before = number.empty() ? 1 : parse_int(number.substr(2)).value_or(1);
    engine.name += " #" + std::to_string(before + 1);
  }

  // A script starts one daemon or two; looking further back would only cost time.
  constexpr std::size_t neighbours = 16;
  const std::size_t first = engines.size() > neighbours ? engines.size() - neighbours : 0;
  for (std::size_t i = first; i < engines.size(); ++i) {
    const Level& there = engines[i].levels.back();
    if (there.site.file != level.site.file || there.name == level.name) continue;
    if (there.name != file_level && level.name != file_level) continue;
    for (const Facts::Entry& entry : level.facts.entries()) {
      const Option* const option = find_fact(entry.fact);
      if (option == nullptr || !there.facts.states(entry.fact)) continue;
      const Level& flags = level.name == file_level ? there : level;
      reader.inventory.errors.push_back(
          Error{std::string(option->key) +
                    " is given both in daemon.json and as a flag: dockerd refuses to start",
                level.site.file == nullptr ? document.path() : level.site.file->path,
                flags.site.span, "keep it in daemon.json and remove the flag"});
    }
  }
  engine.levels.push_back(std::move(level));
  engines.push_back(std::move(engine));
}

}  // namespace boltseal::daemon
