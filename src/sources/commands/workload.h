#pragma once

#include "model/project.h"
#include "model/subject.h"
#include "sources/commands/invocation.h"

namespace boltseal::commands {

/// The container (or Swarm service) that `run`, `create` or `service create` starts. Its level is
/// open when a word may hide further options. Without an image (a cut off line) it has no name.
Workload read_workload(const Invocation& invocation);

/// The network of `network create`.
Network read_network(const Invocation& invocation);

/// The NFS export behind `volume create --opt type=nfs …`: a mount without a target; kind is
/// `volume` for any other driver.
Mount read_volume(const Invocation& invocation);

}  // namespace boltseal::commands
