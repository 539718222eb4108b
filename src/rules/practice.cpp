#include "rules/practice.h"

#include <array>

namespace boltseal {

std::span<const Practice> all_practices() {
  static constexpr std::array practices = {
      Practice{"user", "Containers never run as root"},
      Practice{"mount", "Host mounts are read-only, data lives in volumes, the root is read-only"},
      Practice{"limits", "Memory, CPU, processes, file handles and restarts are bounded"},
      Practice{"privilege", "Capabilities are dropped, nothing is privileged or can become so"},
      Practice{"build", "Images hold no secrets and no build tools, downloads are verified"},
      Practice{"health", "A health check exists and works, a failing container is recreated"},
      Practice{"update", "Images, engines and orchestrators are pinned and current"},
      Practice{"supply", "Base images come from trusted sources, signed and without known flaws"},
      Practice{"network", "Containers reach only what they must, ports are published narrowly"},
      Practice{"socket", "The engine's socket is neither mounted nor open to the network"},
      Practice{"host", "The host's packages, kernel and engine are current and hardened"},
      Practice{"access", "People and workloads have the least rights that they need"},
      Practice{"insight", "What runs is visible: logs, audit, metrics, events"},
  };
  return practices;
}

}  // namespace boltseal
