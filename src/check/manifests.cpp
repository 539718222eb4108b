#include "check/manifests.h"

#include <iterator>
#include <utility>

namespace boltseal {

void join_manifests(Project& all, Project part) {
  all.platform = Platform::kubernetes;
  all.open = all.open || part.open;
  all.makes_more_pods = all.makes_more_pods || part.makes_more_pods;
  const auto append = [](auto& to, auto& more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
  };
  append(all.members, part.members);
  append(all.networks, part.networks);
  append(all.policies, part.policies);
  append(all.services, part.services);
  append(all.mentioners, part.mentioners);
  append(all.namespaces, part.namespaces);
  append(all.objects, part.objects);
}

}  // namespace boltseal
