#pragma once

#include <string>
#include <string_view>

#include "model/subject.h"
#include "sources/yaml/fields.h"

namespace boltseal::inspect {

/// Whether an object is a service of a Swarm as Docker's API (ServiceInspect, versions 1.24 to
/// 1.50) tells it, which `docker service inspect` prints.
bool is_service(const yaml::Fields& object);
bool is_service_text(std::string_view text);

/// The containers that it makes, as one. Of their image it tells the name alone.
Workload read_service(const yaml::Fields& object);

/// What a flag of `docker run` is called by `docker service update`; empty where that has none.
std::string spell_service(std::string flag);

}  // namespace boltseal::inspect
