#pragma once

#include <string_view>

namespace boltseal {

/// Where Python's packages go in a build of two stages, so that they can be copied without the rest
/// of the system.
inline constexpr std::string_view environment_folder = "/opt/venv";
/// The instruction that lets every program after it find them.
inline constexpr std::string_view environment_path = "ENV PATH=\"/opt/venv/bin:$PATH\"";

}  // namespace boltseal
