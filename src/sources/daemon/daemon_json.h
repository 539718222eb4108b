#pragma once

#include <string>
#include <vector>

#include "sources/source.h"

namespace boltseal::daemon {

/// Reads daemon.json. dockerd refuses to start with an unknown key or a value of the wrong type, so
/// both are errors here.
void read_daemon_json(const Document& document, Reader& reader);

/// Adds or replaces keys; the rest of the file keeps its bytes.
Result<std::vector<Edit>> write_daemon_json(const Document& document, const Change& change);

/// `"icc": false`: the change as it stands in daemon.json; empty when a daemon has no such thing.
std::string spell_json(const Change& change);

}  // namespace boltseal::daemon
