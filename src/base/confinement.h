#pragma once

#include <functional>
#include <string>
#include <vector>

namespace boltseal {

/// What a worker may still reach of the file system.
struct Confinement {
  std::vector<std::string> readable;  ///< Files, and folders with all below them.
  std::vector<std::string> writable;  ///< Folders; what is not there is left out.
};

/// Takes from this process, for good and with every thread that it starts from now on, all but what
/// reading files needs: other paths (Landlock), the network, other programs and other processes
/// (seccomp), and capabilities but the one to read what root may read. What the kernel does not
/// know is left out. Has to be called before a second thread is started.
/// @return what holds: "Landlock", "seccomp", "no capabilities"
std::vector<std::string> confine(const Confinement& confinement);

/// How a worker ended.
struct WorkerEnd {
  int status = 0;  ///< What its work returned, 0 to 255.
  int signal = 0;  ///< The signal that ended it; 0: none did.
};

/// Runs `work` in a process of its own, so that what it does to its memory ends with it, and waits
/// for it. Ours has no other thread yet. What it writes into files that are open comes here;
/// nothing else does.
WorkerEnd run_in_worker(const std::function<int()>& work);

}  // namespace boltseal
