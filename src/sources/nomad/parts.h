#pragma once

#include <string_view>

#include "sources/yaml/fields.h"

namespace boltseal::nomad {

/// A block of a driver's configuration. A block of HCL becomes a list of objects, of which there is
/// mostly one; a map becomes an object.
yaml::Fields block(const yaml::Fields& where, std::string_view key);

/// All texts of an object.
Settings settings_of(const yaml::Fields& object);

}  // namespace boltseal::nomad
