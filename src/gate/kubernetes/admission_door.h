#pragma once

#include <string>

#include "gate/kubernetes/admission_keeper.h"
#include "gate/metrics.h"
#include "net/server.h"

namespace boltseal {

/// What an API server and those who watch over a gate ask over HTTP:
///
///     POST /validate/enforce, /validate/warn, /validate/audit, /mutate
///     GET  /livez, /readyz, /metrics
///
/// May be used by several threads.
class AdmissionDoor {
 public:
  /// `keeper` is borrowed.
  explicit AdmissionDoor(AdmissionKeeper& keeper) : keeper_(keeper) {}

  net::Reply answer(const net::HeardRequest& request);

 private:
  net::Reply validate(const net::HeardRequest& request, AdmissionMode mode);
  net::Reply mutate(const net::HeardRequest& request);

  AdmissionKeeper& keeper_;
  GateMetrics metrics_;
};

}  // namespace boltseal
