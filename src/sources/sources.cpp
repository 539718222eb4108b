#include "sources/source.h"

#include <vector>

namespace boltseal {

// The table, in the order in which sources are asked: a new source is one folder, one declaration
// and one line here. Those that know a file by its name come before those that must look inside.

extern const Source cloud_init_source;
extern const Source compose_source;
extern const Source containerd_source;
extern const Source containers_source;
extern const Source crio_source;
extern const Source daemon_source;
extern const Source dockerfile_source;
extern const Source github_actions_source;
extern const Source gitlab_ci_source;
extern const Source inspect_source;
extern const Source kubernetes_source;
extern const Source lxc_source;
extern const Source makefile_source;
extern const Source nomad_source;
extern const Source oci_source;
extern const Source script_source;
extern const Source skaffold_source;
extern const Source systemd_unit_source;

std::span<const Source* const> all_sources() {
  static const std::vector<const Source*> table = {
      &compose_source,    &dockerfile_source, &daemon_source,       &github_actions_source,
      &gitlab_ci_source,  &makefile_source,   &script_source,       &cloud_init_source,
      &skaffold_source,   &inspect_source,    &oci_source,          &nomad_source,
      &lxc_source,        &kubernetes_source, &systemd_unit_source, &containers_source,
      &containerd_source, &crio_source,
  };
  return table;
}

const Source* find_source(std::string_view name) {
  for (const Source* source : all_sources()) {
    if (source->name == name) return source;
  }
  return nullptr;
}

const Source* recognize(std::string_view path, std::string_view text) {
  for (const Source* source : all_sources()) {
    if (source->claims_path(path)) return source;
  }
  for (const Source* source : all_sources()) {
    if (source->claims_text(path, text)) return source;
  }
  return nullptr;
}

}  // namespace boltseal
