#pragma once

#include <span>

#include "sources/toml/options.h"

namespace boltseal::containers {

// Files that Podman, Buildah, Skopeo and CRI-O share, below /usr/share/containers, /etc/containers
// and ~/.config/containers (github.com/containers/common).

/// containers.conf(5) and its drop-ins: what containers get that say nothing else.
std::span<const toml_text::Option> containers_conf_options();
void read_containers_conf(const yaml::Fields& root, toml_text::Said& said);

/// containers-registries.conf(5), of both versions.
void read_registries_conf(const yaml::Fields& root, toml_text::Said& said);

/// containers-policy.json(5): which signatures images need.
void read_policy(const yaml::Fields& root, toml_text::Said& said);

}  // namespace boltseal::containers
