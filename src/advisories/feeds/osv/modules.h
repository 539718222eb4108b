#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace boltseal::osv {

/// The Red Hat modules that an `affected` entry of a rebuilt distribution may belong to
/// ("nodejs:18"); one empty text when it belongs to none. AlmaLinux says the stream in the record's
/// summary only; where that names several ("virt:rhel and virt-devel:rhel"), the package is in one
/// of them, and no other has it.
std::vector<std::string> modules_of(const json& record, const json& affected);

}  // namespace boltseal::osv
