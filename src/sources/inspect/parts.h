#pragma once

#include "model/facts.h"
#include "sources/yaml/fields.h"

namespace boltseal::inspect {

// What Docker's API writes of a container and of the container of a service in the same words.

/// "Healthcheck": {"Test": ["CMD-SHELL", …], "Interval": nanoseconds, …}; states nothing without a
/// test.
void state_health_check(Facts& facts, const yaml::Fields& said);
/// "Ulimits": [{"Name": "nofile", "Hard": 1024}]
void state_ulimits(Facts& facts, yaml::Nodes ulimits);
/// "1000:1000"; states nothing when only a group is named.
void state_user(Facts& facts, const yaml::Node& said);
/// A list of capabilities, with and without the prefix.
Items capabilities(const yaml::Fields& where, std::string_view field);
/// An option of security as `docker run --security-opt` takes it: "NAME", "NAME=VALUE" or, as old
/// clients wrote it, "NAME:VALUE".
void state_security_option(Facts& facts, const Item& option);
/// "Env": ["KEY=VALUE"]
void state_environment(Facts& facts, const yaml::Fields& where);

}  // namespace boltseal::inspect
