#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sources/reader.h"

namespace boltseal::lxc {

/// One line "key = value" of a container's configuration.
struct Setting {
  std::string key, value;
  Origin origin;  ///< Of the value; of the key where it is empty.
};

/// The configuration of a container (lxc.container.conf(5)), with the files that it includes, line
/// by line as LXC reads them. A folder of drop-ins that comes with LXC's own files is left out.
/// What cannot be read is an error of the inventory. At most 10,000 lines
/// of 100 files, 8 deep.
std::vector<Setting> read_settings(const Document& document, Reader& reader);

/// The last value of a key; null when there is none, or an empty one took it back.
const Setting* last(const std::vector<Setting>& settings, std::string_view key);
/// The values of a list, without those that an empty one took back.
std::vector<const Setting*> all(const std::vector<Setting>& settings, std::string_view key);

}  // namespace boltseal::lxc
