#pragma once

#include "model/facts.h"
#include "sources/yaml/fields.h"

namespace boltseal::oci {

/// Capabilities, seccomp, LSM profiles, masked paths and devices of a specification. A container
/// that has all of them is stated as privileged, whatever its engine calls it.
void read_privileges(const yaml::Fields& spec, Facts& facts);

}  // namespace boltseal::oci
