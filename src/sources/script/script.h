#pragma once

#include <string_view>

#include "sources/reader.h"

namespace boltseal::script {

/// Whether a text begins with `#!` and a POSIX shell.
bool is_shebang(std::string_view text);
/// Whether a file is named as what prepares a machine on its first boot.
bool is_first_boot(std::string_view path);
/// Reads a shell script; one that prepares a machine gives a Host as well.
void read(const Document& document, Reader& reader);

}  // namespace boltseal::script
