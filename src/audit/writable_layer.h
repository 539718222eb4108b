#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/running_container.h"

namespace boltseal {

/// The regular files of a container's writable layer, by path; whiteouts and everything else that
/// is no file are left out. At most 100,000 names, 64 folders deep; no link is followed.
/// @return an error when the folder cannot be read, or holds more.
Result<std::vector<WrittenFile>> files_of_layer(const std::string& folder);

/// Says of each file which installed package it is of, by the databases of dpkg and apk in the
/// container's own root.
/// @param root the root as the container sees it; links in it are followed inside of it alone.
void name_packages(const std::string& root, std::vector<WrittenFile>& files);

}  // namespace boltseal
