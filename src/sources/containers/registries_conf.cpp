#include <array>
#include <string>
#include <utility>

#include "sources/containers/containers.h"
#include "sources/daemon/state.h"

namespace boltseal::containers {
namespace {

// A registry, or a mirror of one, that may have any certificate or none.
void read_registry(const yaml::Fields& registry, Facts& facts) {
  if (registry.boolean("insecure") != true) return;
  std::string name(registry.text_or_empty("location"));
  if (name.empty()) name = registry.text_or_empty("prefix");
  if (name.empty()) return;
  facts.add(fact::insecure_registries,
            Item{daemon::with_placeholders(name), registry.origin("insecure")});
}

void state_search(Items registries, const Origin& origin, Facts& facts) {
  if (registries.empty()) return;
  facts.set(fact::search_registries, std::move(registries), origin);
  if (facts.states(Fact::short_name_mode)) return;
  Origin by_default = origin;
  by_default.kind = OriginKind::engine_default;
  by_default.note = "the default of short-name-mode";
  facts.set(fact::short_name_mode, Text("permissive"), by_default);
}

// Version 1 had three lists.
void read_first_version(const yaml::Fields& registries, Facts& facts) {
  for (Item& item : registries.object("insecure").items("registries")) {
    facts.add(fact::insecure_registries, std::move(item));
  }
  const yaml::Fields search = registries.object("search");
  state_search(search.items("registries"), search.origin("registries"), facts);
}

}  // namespace

void read_registries_conf(const yaml::Fields& root, toml_text::Said& said) {
  Facts& facts = said.engine;
  root.state(facts, fact::short_name_mode, "short-name-mode");
  for (const yaml::Node* const each : root.list("registry")) {
    const yaml::Fields registry(each);
    read_registry(registry, facts);
    for (const yaml::Node* const mirror : registry.list("mirror")) {
      read_registry(yaml::Fields(mirror), facts);
    }
  }
  if (const yaml::Fields registries = root.object("registries")) {
    read_first_version(registries, facts);
  }
  constexpr std::string_view search = "unqualified-search-registries";
  state_search(root.items(search), root.origin(search), facts);
}

}  // namespace boltseal::containers
