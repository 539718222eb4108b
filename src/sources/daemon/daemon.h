#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sources/source.h"

namespace boltseal {

/// dockerd's own configuration: daemon.json, systemd units and drop-ins of docker.service and
/// docker.socket, /etc/default/docker. One file gives one Engine
/// (docs.docker.com/reference/cli/dockerd).
extern const Source daemon_source;

namespace daemon {

/// Adds the Engine that a command line `dockerd …` or `docker daemon …` starts. `words` begins with
/// the program; what follows it are its arguments. For sources in which a shell runs dockerd.
void read_dockerd_flags(const Document& document, const std::vector<Item>& words, Reader& reader);

/// The edits, in local offsets of `document`, that make `change` true on the dockerd command line
/// that `change.at` is a part of.
Result<std::vector<Edit>> write_dockerd_flags(const Document& document, const Change& change);

/// `--icc=false`: the change as a flag of dockerd; empty when there is none.
std::string spell_dockerd_flag(const Change& change);

}  // namespace daemon
}  // namespace boltseal
