#pragma once

#include <string>
#include <string_view>

namespace boltseal {

/// A variable of this process's environment; empty when there is none.
std::string environment_variable(std::string_view name);

}  // namespace boltseal
