#pragma once

#include <chrono>

#include "engines/live_engine.h"

namespace boltseal {

/// Asks an agent of Nomad for the jobs of all namespaces that have not been stopped; those that a
/// periodic or a parameterized job made are left out, since it is told itself. Sends nothing but
/// GET: one for each job, and three more. NOMAD_TOKEN, NOMAD_CACERT, NOMAD_CLIENT_CERT,
/// NOMAD_CLIENT_KEY and NOMAD_SKIP_VERIFY count as for Nomad's own command.
/// @param endpoint its path is an address: "http://127.0.0.1:4646", "unix:///run/nomad.sock"
/// @param patience for each answer
/// @return what it told before it fell silent, with errors for the rest; never fails as a whole.
LiveEngine look_at_nomad(const Endpoint& endpoint, std::chrono::milliseconds patience);

}  // namespace boltseal
