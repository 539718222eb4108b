#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/project.h"
#include "sources/compose/project.h"

namespace boltseal::compose {

/// Every name by which a service of the project is reached on its networks: its own, its
/// container's and its aliases, with the service.
struct HostNames {
  std::unordered_map<std::string, std::string> services;
  std::size_t bytes_left = 8 << 20;  ///< Of mounted files that may still be searched.
};
HostNames host_names_of(Project& project, const std::vector<yaml::Entry>& services);

/// Whom a service names, into `member`: in its environment, command, dependencies and the files of
/// the project that it mounts; and why it may name others as well.
/// @param workload the same service as it was read.
void find_mentions(Project& project, const yaml::Entry& service, const Workload& workload,
                   HostNames& names, Member& member);

}  // namespace boltseal::compose
