#pragma once

#include <string_view>

#include "sources/reader.h"

namespace boltseal::daemon {

/// docker.service, docker.socket and their drop-ins.
bool is_unit_path(std::string_view path);
/// /etc/default/docker and /etc/sysconfig/docker: assignments whose values hold flags.
bool is_options_path(std::string_view path);

/// Reads a unit or a drop-in (systemd.service(5), systemd.socket(5)). What does not configure the
/// daemon (a proxy in Environment=) gives no engine.
void read_unit(const Document& document, Reader& reader);
void read_options_file(const Document& document, Reader& reader);

}  // namespace boltseal::daemon
