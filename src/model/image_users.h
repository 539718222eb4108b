#pragma once

#include <string_view>

#include "model/image_reference.h"

namespace boltseal {

/// The number of the user without rights that an image brings for programs to run as, beside root:
/// "1000" of node, "65532" of distroless. Empty when it brings none or is not known.
std::string_view spare_user(const ImageReference& image);

/// Why a container of an image, or one that starts this program, does not work unless root starts
/// it; empty when nothing is known against another user.
std::string_view image_needs_root(const ImageReference& image);
std::string_view program_needs_root(std::string_view program);
/// The same of what a package of a distribution is installed for.
std::string_view package_needs_root(std::string_view package);

/// Whether a program does not work for a user whom /etc/passwd does not name, or who has no home.
bool program_needs_home(std::string_view program);

}  // namespace boltseal
