#pragma once

#include <string>

#include "archive/byte_stream.h"

namespace boltseal {

/// $TMPDIR, else /tmp.
std::string spool_folder();

/// Writes a stream into a file without a name in spool_folder(), so that it can be read out of
/// order; it is gone when it is closed. `name` is what errors call it.
Result<OpenFile> spool(ByteStream& stream, const std::string& name);

}  // namespace boltseal
