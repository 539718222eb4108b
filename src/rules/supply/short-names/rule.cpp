#include "rules/rule.h"

namespace boltseal {
namespace {

std::string names_of(const Items& registries) {
  std::string names;
  for (const Item& registry : registries) {
    names += (names.empty() ? "" : ", then at ") + registry.text.bytes();
  }
  return names;
}

void check(const Engine& engine, Findings& findings) {
  const auto registries = effective(engine, fact::search_registries);
  if (!registries->is_known()) return;  // nobody is expected to state it
  const auto mode = effective(engine, fact::short_name_mode);
  if (mode->is_unknown() || (mode->is_known() && !mode.value->is_known())) {
    return findings.unknown(Fact::short_name_mode);
  }
  if (registries.value->size() < 2 || mode->is(Text("enforcing"))) return;
  findings.add(registries->origin(), fact_path(Fact::search_registries),
               "an image without a registry in its name is looked for at " +
                   names_of(*registries.value) + ", and whoever has the name first is run");
}

}  // namespace

extern const Rule supply_short_names{
    .summary = "Short image names are asked for at several registries",
    .what =
        "registries.conf of Podman, Buildah and CRI-O names two or more "
        "`unqualified-search-registries`, and `short-name-mode` is not `enforcing`: not set, "
        "`permissive` (which asks only on a terminal) or `disabled`.",
    .why =
        "`podman run mytool` in a script then runs what the first of them has under that name. In "
        "a public registry everybody may take a name that your own registry has, and their image "
        "is pulled instead of yours.",
    .remedy =
        "Write image names with their registry, and set `short-name-mode = \"enforcing\"` with one "
        "search registry, or none.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.2.2", "containers-registries.conf(5)",
                   "https://www.redhat.com/en/blog/container-image-short-names"},
    .engine = check,
};

}  // namespace boltseal
