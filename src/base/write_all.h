#pragma once

#include <string_view>

namespace boltseal {

/// Writes all of it to a descriptor, however often the kernel takes only a part. False, with errno,
/// when it cannot be written.
bool write_all(int descriptor, std::string_view bytes);

}  // namespace boltseal
