#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "model/subject.h"
#include "model/verdict.h"

namespace boltseal {

/// What was said of the services of a Swarm, so that it is not said again of each container that
/// they made.
class SwarmServices {
 public:
  /// @param id the engine's own
  void add(const std::string& id, const Verdict& said);

  /// As (rule, fact).
  using Said = std::set<std::pair<std::string, std::string>>;
  /// What was said of the service that a container is a task of, as its labels tell; null when it
  /// is none of these.
  const Said* of_service_of(const Workload& container) const;

 private:
  std::map<std::string, Said, std::less<>> services_;
};

/// Takes what was said of its service out of the findings about a container.
void leave_to_service(const SwarmServices::Said& said, Verdict& verdict);

}  // namespace boltseal
