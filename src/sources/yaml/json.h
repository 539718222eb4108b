#pragma once

#include "sources/yaml/yaml.h"

namespace boltseal::yaml {

/// Reads one JSON text (RFC 8259) into the same tree as YAML: strings are
/// double-quoted scalars, everything else is a plain scalar, collections have flow style. Spans are
/// bytes and cover brackets and quotes. A byte order mark is skipped, as dockerd does. Bounded in
/// depth and nodes; keys given twice are kept and listed in `tree.duplicates`.
Result<void> parse_json(const Document& document, Tree& tree, Limits limits = {});

}  // namespace boltseal::yaml
