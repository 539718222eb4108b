#include "sources/containers/containers.h"

namespace boltseal::containers {
namespace {

// One requirement that takes anything is all that images must meet; each must be met.
void read_requirements(yaml::Nodes requirements, Facts& facts) {
  const yaml::Node* decisive = nullptr;
  for (const yaml::Node* const each : requirements) {
    const yaml::Node* const type = yaml::Fields(each).text("type");
    if (type == nullptr) return;
    if (decisive == nullptr || type->value != "insecureAcceptAnything") decisive = type;
  }
  if (decisive == nullptr) return;
  facts.set(fact::content_trust, decisive->value != "insecureAcceptAnything", decisive->origin());
}

}  // namespace

void read_policy(const yaml::Fields& root, toml_text::Said& said) {
  read_requirements(root.list("default"), said.engine);
  // What registries in general need goes before the default.
  read_requirements(root.object("transports").object("docker").list(""), said.engine);
}

}  // namespace boltseal::containers
