#pragma once

#include "sources/yaml/yaml.h"

namespace boltseal::yaml {

/// Reads a TOML file (TOML 1.0) into the same tree as YAML and JSON: strings are double-quoted
/// scalars, everything else is a plain scalar as it is written in JSON, or as it stands there; all
/// collections have flow style, and keys stand in the order of the file. The span of a table is
/// that of its header. Bounded in bytes, depth and nodes. A syntax error ends it, and nothing of
/// the file is kept.
Result<void> parse_toml(const Document& document, Tree& tree, Limits limits = {.depth = 64});

/// A string as TOML writes it, in double quotes.
std::string toml_string(std::string_view text);

}  // namespace boltseal::yaml
