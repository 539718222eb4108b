#pragma once

#include <string>

#include "gate/kubernetes/admission_keeper.h"
#include "gate/kubernetes/background_scans.h"
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
  /// Both are borrowed.
  /// @param scans is told of images that are to be scanned; null: nobody is
  explicit AdmissionDoor(AdmissionKeeper& keeper, BackgroundScans* scans = nullptr)
      : keeper_(keeper), scans_(scans) {}

  net::Reply answer(const net::HeardRequest& request);

 private:
  net::Reply validate(const net::HeardRequest& request, AdmissionMode mode);
  net::Reply mutate(const net::HeardRequest& request);

  AdmissionKeeper& keeper_;
  BackgroundScans* const scans_;
  GateMetrics metrics_;
};

}  // namespace boltseal
