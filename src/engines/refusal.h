#pragma once

#include "base/result.h"
#include "engines/live_engine.h"
#include "net/failure.h"

namespace boltseal {

/// Why an engine did not answer, with the remedy where it is only that we may not ask.
Error refusal(const Endpoint& endpoint, const net::Failure& failure);

}  // namespace boltseal
