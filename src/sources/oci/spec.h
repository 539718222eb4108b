#pragma once

#include "model/facts.h"
#include "sources/yaml/fields.h"

namespace boltseal::oci {

/// Whether an object is the configuration of a container as runtimes take it (OCI runtime
/// specification 1.0 to 1.2, config.json). Those of virtual machines and of Windows alone are not.
bool is_spec(const yaml::Fields& object);

/// States what it says. It is final: what it leaves out is what the kernel gives.
void read_spec(const yaml::Fields& spec, Facts& facts);

}  // namespace boltseal::oci
