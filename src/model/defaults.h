#pragma once

#include "model/subject.h"

namespace boltseal {

/// What an engine does when nobody states a fact, with its reference in the table (defaults.cpp).
/// Null when the engine's default is not known: then nothing is assumed.
const Facts::Any* default_of(Platform platform, Fact fact);

/// Whether the fact is part of an image's configuration (user, health check, entrypoint,
/// environment …).
bool belongs_to_image(Fact fact);

}  // namespace boltseal
