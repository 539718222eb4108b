#pragma once

#include <optional>

#include "model/facts.h"

namespace boltseal::commands {

/// `-v [source:]target[:options]` (docs.docker.com, "Bind mounts", "Volumes").
Mount read_volume_option(const Item& value);
/// `--mount type=…,source=…,target=…` : comma-separated values.
Mount read_mount_option(const Item& value);
/// `--tmpfs target[:options]`.
Mount read_tmpfs_option(const Item& value);
/// `-p [ip:][published:]target[/protocol]`, or Swarm's `published=…,target=…`.
Port read_publish_option(const Item& value);

/// The pieces between known separators.
std::vector<Text> split_text(const Text& text, char separator);

}  // namespace boltseal::commands
