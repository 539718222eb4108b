#pragma once

#include <span>

#include "sources/toml/options.h"

namespace boltseal::containerd {

/// containerd's config.toml of the versions 1 to 3
/// (github.com/containerd/containerd, docs/man/containerd-config.toml.5.md, docs/cri/config.md).
std::span<const toml_text::Option> options();
void read_config(const yaml::Fields& root, toml_text::Said& said);

/// hosts.toml of one registry, below certs.d (docs/hosts.md).
void read_hosts(const yaml::Fields& root, toml_text::Said& said);

}  // namespace boltseal::containerd
