#pragma once

#include <span>
#include <string_view>

#include "sources/daemon/daemon.h"

namespace boltseal::daemon {

/// States what flags of dockerd say (without the program's word) on `level`. Flags as pflag reads
/// them: `--icc=false`, `--log-driver none`, `-H tcp://…`, `-Dl debug`. The level is open when a
/// word is unknown, when --config-file names another file, or when the flags only start the engine.
void read_flags(const Document& document, std::span<const Item> words, Level& level,
                Reader& reader);

/// Whether a word is this program, with or without a folder before it.
bool ends_with_program(const Text& word, std::string_view program);

}  // namespace boltseal::daemon
