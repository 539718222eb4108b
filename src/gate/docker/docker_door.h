#pragma once

#include "gate/docker/asked_object.h"
#include "gate/metrics.h"
#include "gate/policy_keeper.h"
#include "net/server.h"

namespace boltseal::docker {

/// What a plugin of dockerd answers (docs.docker.com, "Docker plugin API" and "Access authorization
/// plugin"), and beside it what those who watch it ask: /livez, /readyz, /metrics. May be called
/// from several threads at once. All is borrowed.
class DockerDoor {
 public:
  DockerDoor(PolicyKeeper& policies, const EngineLookup& engine, const HostFiles& host)
      : policies_(policies), engine_(engine), host_(host) {}

  net::Reply answer(const net::HeardRequest& request);

 private:
  net::Reply authorize(const net::HeardRequest& request);

  PolicyKeeper& policies_;
  const EngineLookup& engine_;
  const HostFiles& host_;
  GateMetrics metrics_;
};

}  // namespace boltseal::docker
