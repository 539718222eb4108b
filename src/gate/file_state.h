#pragma once

#include <string>

namespace boltseal {

/// Another text whenever the file or folder behind a path (through links) is another one or was
/// changed; a folder is when something in it comes, goes or is renamed. Empty when nothing is
/// there.
std::string file_state(const std::string& path);

}  // namespace boltseal
