#pragma once

#include <string_view>

#include "model/image_reference.h"
#include "model/value.h"

namespace boltseal {

/// Whether an image holds a program that health checks are written with ("sh", "curl", "wget",
/// "nc", "bash") or that makes users ("adduser" of busybox, "useradd" of shadow). From a table of
/// images whose contents are published (image_programs.cpp); unknown for all others, and for other
/// programs.
Truth has_program(const ImageReference& image, std::string_view program);

}  // namespace boltseal
