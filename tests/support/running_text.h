#pragma once

#include <string>

#include "check/unit.h"
#include "model/running_container.h"

namespace boltseal::test {

/// A container and its process, for fixtures: what `docker inspect` prints, then texts of proc(5),
/// each below a line "--- status", "--- mountinfo", or what else the kernel shows:
/// "--- label", "--- shared" (words), "--- memory", "--- pids". And what stands in its layers:
/// "--- written" (lines of "program PATH [PACKAGE]" or "file PATH [PACKAGE]"), "--- image" (its id,
/// and that of its tag), "--- unknown to" (the files that were asked).
struct RunningText {
  Unit unit;
  RunningContainer running;  ///< Of no workload yet.
};

RunningText read_running(const std::string& path, const std::string& text);

}  // namespace boltseal::test
