#pragma once

#include <string>
#include <string_view>

#include "model/package.h"
#include "packages/versions/ordering.h"

namespace boltseal {

/// Whether a package belongs to the system (deb, apk, rpm, alpm, opkg), so that its distribution
/// decides who publishes its advisories.
bool is_system_package(const Package& package);

/// OSV's ecosystem of a language's package: "npm"; empty when none is known for its type.
std::string_view language_ecosystem(const Package& package);

/// How the versions of a package are ordered, by its type alone; null when that is not known.
const Ordering* ordering_of(const Package& package);

/// Its name as the advisories of that ecosystem write it: "org.apache:commons" (Maven), in the form
/// of PEP 503 (PyPI).
std::string advisory_name(const Package& package);

}  // namespace boltseal
