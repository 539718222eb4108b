#include "model/subject.h"

#include "model/defaults.h"

namespace boltseal {

std::string_view name_of(Platform platform) {
  switch (platform) {
    case Platform::docker: return "docker";
    case Platform::podman: return "podman";
    case Platform::nerdctl: return "nerdctl";
    case Platform::swarm: return "swarm";
    case Platform::kubernetes: return "kubernetes";
    case Platform::unknown: break;
  }
  return "unknown";
}

EffectiveEntry effective_entry(const Subject& subject, Fact fact) {
  for (auto level = subject.levels.rbegin(); level != subject.levels.rend(); ++level) {
    // Most levels neither state a fact nor are open: that is known sooner than what applies.
    const Facts::Any* const stated = level->facts.find(fact);
    const bool ends = fact == Fact::command && level->facts.states(Fact::entrypoint);
    if ((stated == nullptr && !level->open && !ends) ||
        !applies(subject.platform, level->kind, fact)) {
      continue;
    }
    if (stated != nullptr) return {stated, &*level, nullptr};
    if (level->open) return {nullptr, &*level, &*level->open};
    // The command of an image goes with the entrypoint that this level replaces.
    break;
  }
  return {default_of(subject.platform, fact), nullptr, nullptr};
}

const Origin* may_have_more(const Subject& subject, Fact fact) {
  for (const Level& level : subject.levels) {
    if (level.open && applies(subject.platform, level.kind, fact)) return &*level.open;
  }
  return nullptr;
}

Origin site_of_absent(const Subject& subject, Fact fact) {
  // Innermost first, but an image's own matters are mended where the image is built.
  if (belongs_to_image(fact)) {
    for (auto level = subject.levels.rbegin(); level != subject.levels.rend(); ++level) {
      if (level->kind == LevelKind::build_stage && applies(subject.platform, level->kind, fact)) {
        return level->site;
      }
    }
  }
  return subject.site();
}

}  // namespace boltseal
