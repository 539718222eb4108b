#include "sources/toml/options.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/mounts.h"
#include "sources/daemon/state.h"
#include "sources/notation/notation.h"

namespace boltseal::toml_text {
namespace {

Items items_of(const yaml::Fields& table, std::string_view key) {
  Items items = table.items(key);
  for (Item& item : items) item.text = daemon::with_placeholders(item.text.bytes());
  return items;
}

Settings pairs_of(const yaml::Fields& table, std::string_view key) {
  Settings pairs;
  for (const Item& item : items_of(table, key)) {
    const std::size_t sign = item.text.find('=');
    if (sign == std::string::npos) continue;
    Origin value = item.origin;
    // Without escapes the text stands between the quotes as it is.
    if (value.span.size() == item.text.bytes().size() + 2) {
      value.span.begin += static_cast<std::uint32_t>(sign) + 2;
      value.span.end -= 1;
    }
    pairs.push_back({item.text.bytes().substr(0, sign), item.text.substr(sign + 1), value});
  }
  return pairs;
}

class OptionReader {
 public:
  OptionReader(const yaml::Fields& table, const Option& option, Facts& facts)
      : table_(table), option_(option), facts_(facts), origin_(table.origin(option.key)) {}

  void read() {
    switch (option_.form) {
      case Form::text: return text();
      case Form::boolean: return boolean(true);
      case Form::negated: return boolean(false);
      case Form::number: return number();
      case Form::list: return list(items_of(table_, option_.key));
      case Form::pairs: return pairs();
      case Form::capabilities: return capabilities();
      case Form::ulimits: return ulimits();
      case Form::volumes: return mounts(commands::read_volume_option);
      case Form::mounts: return mounts(commands::read_mount_option);
    }
  }

 private:
  template <class T>
  void set(T value) {
    facts_.set(FactKey<T>{option_.fact}, std::move(value), origin_);
  }

  void text() {
    const yaml::Node* const value = table_.text(option_.key);
    if (value != nullptr) set(daemon::with_placeholders(value->value));
  }

  void boolean(bool meaning) {
    if (const auto value = table_.boolean(option_.key)) set(*value == meaning);
  }

  void number() {
    if (const auto value = table_.number(option_.key)) set(*value);
  }

  void list(Items items) {
    if (!items.empty()) set(std::move(items));
  }

  void pairs() {
    Settings found = pairs_of(table_, option_.key);
    if (!found.empty()) set(std::move(found));
  }

  void capabilities() {
    facts_.set(fact::capabilities_dropped, Items{{Text("ALL"), origin_}}, origin_);
    Items items = items_of(table_, option_.key);
    for (Item& item : items) {
      if (item.text.is_known()) item.text = Text(capability_name(item.text.bytes()));
    }
    // Also none: a list of another file counts no more.
    facts_.set(fact::capabilities_added, std::move(items), origin_);
  }

  // "nofile=SOFT:HARD"
  void ulimits() {
    Settings limits = pairs_of(table_, option_.key);
    if (!limits.empty()) set(std::move(limits));
  }

  void mounts(Mount (*mount_of)(const Item&)) {
    for (const Item& item : items_of(table_, option_.key)) facts_.add(fact::mounts, mount_of(item));
  }

  const yaml::Fields& table_;
  const Option& option_;
  Facts& facts_;
  Origin origin_;
};

bool is_of_engine(Fact fact) { return fact >= Fact::listen_addresses; }

}  // namespace

yaml::Fields table_at(const yaml::Fields& root, std::string_view path) {
  yaml::Fields table = root;
  for (const std::string_view key : split(path, '/')) {
    if (!key.empty()) table = table.object(key);
  }
  return table;
}

void read_options(const yaml::Fields& root, std::span<const Option> options, Said& said) {
  for (const Option& option : options) {
    const yaml::Fields table = table_at(root, option.table);
    if (!table.has(option.key)) continue;
    OptionReader(table, option, is_of_engine(option.fact) ? said.engine : said.containers).read();
  }
}

void add_login(const yaml::Fields& fields, std::string_view key, std::string_view registry,
               Said& said) {
  const yaml::Node* const password = fields.text(key);
  if (password == nullptr) return;
  Grant grant;
  grant.kind = Grant::Kind::login;
  grant.name = "the login at " + std::string(registry);
  grant.password = {daemon::with_placeholders(password->value), password->origin()};
  grant.site = grant.password.origin;
  said.logins.push_back(std::move(grant));
}

void add_settings(Said said, std::string_view engine, Platform platform, const Document& document,
                  Reader& reader) {
  const std::uint32_t end = document.text().empty() ? 0 : 1;
  Level level;
  level.site = document.origin({0, end});
  level.open = level.site;
  level.kind = LevelKind::daemon;
  level.name = base_name(document.path());
  if (!said.containers.entries().empty()) {
    Workload every;
    every.name = "every container of " + std::string(engine) + " " + document.path();
    every.platform = platform;
    Level own = level;
    own.kind = LevelKind::container;
    own.open->note = "a container may say otherwise";
    own.facts = std::move(said.containers);
    every.levels.push_back(std::move(own));
    reader.inventory.workloads.push_back(std::move(every));
  }
  level.open->note = "other files may say more";
  level.facts = std::move(said.engine);
  Engine configured;
  configured.platform = platform;
  configured.name = std::string(engine) + " " + document.path();
  configured.levels.push_back(std::move(level));
  reader.inventory.engines.push_back(std::move(configured));
  std::ranges::move(said.logins, std::back_inserter(reader.inventory.grants));
}

}  // namespace boltseal::toml_text
