#pragma once

#include <span>

#include "model/shell_command.h"
#include "sources/document.h"
#include "sources/reader.h"

namespace boltseal::commands {

/// Adds an Engine that says what commands do to the way to it: sockets that `chmod` opens to every
/// user, and TCP addresses that clients are pointed at (`docker -H`, DOCKER_HOST). None when no
/// command does. Everything else of that engine is unknown.
void read_engine_access(const Document& document, std::span<const ShellCommand> commands,
                        Reader& reader);

/// The same for variables that a pipeline gives its commands (`env:`, `variables:`).
void read_client_variables(const Document& document, std::span<const Setting> variables,
                           Reader& reader);

}  // namespace boltseal::commands
