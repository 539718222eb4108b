#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "engines/live_engine.h"
#include "model/subject.h"
#include "model/verdict.h"

namespace boltseal {

/// What was said of those that make containers (a service of a Swarm, a job of Nomad), so that it
/// is not said again of each container that they made.
class Makers {
 public:
  void add(const LiveContainer& maker, const Verdict& said);

  /// Takes what was said of its maker, as its labels tell, out of the findings about a container.
  void leave_to_maker(const LiveContainer& container, const Workload& workload,
                      Verdict& verdict) const;

 private:
  using Said = std::set<std::pair<std::string, std::string>>;  // as (rule, fact)
  std::map<std::string, Said, std::less<>> said_;              // by MadeContainer::key
};

}  // namespace boltseal
