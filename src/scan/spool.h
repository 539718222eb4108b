#pragma once

#include <string>

#include "archive/byte_stream.h"

namespace boltseal {

/// Writes a stream into a file without a name below $TMPDIR, so that it can be read out of order;
/// it is gone when it is closed. `name` is what errors call it.
Result<OpenFile> spool(ByteStream& stream, const std::string& name);

}  // namespace boltseal
