// Whether a cluster keeps what its gate does not answer.

#include <chrono>
#include <string>
#include <thread>

#include "audit/clusters.h"
#include "base/environment.h"
#include "base/files.h"
#include "base/text.h"
#include "cli/failed.h"
#include "cli/gate_actions.h"
#include "gate/kubernetes/lock.h"

namespace boltseal {
namespace {

using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr seconds patience(30), pause(2);

Result<Endpoint> cluster_of(const Arguments& arguments) {
  const KubernetesChoice choice{.is_asked = true,
                                .kubeconfig = std::string(arguments.value("kubeconfig")),
                                .context = std::string(arguments.value("kube-context"))};
  Endpoint found = find_clusters(choice, environment_variable, DiskFiles()).front();
  if (!found.trouble.empty()) return fail(found.trouble);
  if (shows_credentials(*found.cluster)) {
    return fail("would send credentials in the clear", found.path, {}, "name a server with https");
  }
  return found;
}

std::string webhooks_of(const Arguments& arguments) {
  return std::string(arguments.value("webhooks", "boltseal"));
}

// @return how many are ready in the end
Result<std::int64_t> wait_for_replicas(const KubernetesApi& api, const std::string& name_space,
                                       std::int64_t wanted, seconds longest) {
  const auto end = Clock::now() + longest;
  for (;;) {
    Result<std::int64_t> ready = ready_replicas(api, name_space);
    if ((ready && *ready >= wanted) || Clock::now() >= end) return ready;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

ExitCode gate_lock(const Arguments& arguments, Console& console) {
  const Result<Endpoint> cluster = cluster_of(arguments);
  if (!cluster) return failed(console, cluster.error(), ExitCode::usage);
  const KubernetesApi api(*cluster->cluster, patience);
  const std::string name_space(arguments.value("namespace", "boltseal"));
  const std::int64_t wanted = parse_int(arguments.value("replicas", "2")).value_or(2);
  const auto ready = wait_for_replicas(
      api, name_space, wanted, seconds(parse_int(arguments.value("wait", "0")).value_or(0)));
  if (!ready) return failed(console, ready.error(), ExitCode::gaps);
  if (*ready < wanted) {
    return failed(console,
                  {"is not locked: " + std::to_string(*ready) + " of " +
                       counted(static_cast<std::size_t>(wanted), "replica") + " are ready",
                   cluster->path,
                   {},
                   "mend the Deployment boltseal-gate, or wait longer: --wait=SECONDS"},
                  ExitCode::findings);
  }
  const Result<int> changed = lock_webhooks(api, webhooks_of(arguments));
  if (!changed) return failed(console, changed.error(), ExitCode::gaps);
  console.out.write("locked: what the gate does not answer is refused (" +
                    counted(static_cast<std::size_t>(*changed), "webhook") + " changed)\n");
  return ExitCode::clean;
}

ExitCode gate_unlock(const Arguments& arguments, Console& console) {
  const Result<Endpoint> cluster = cluster_of(arguments);
  if (!cluster) return failed(console, cluster.error(), ExitCode::usage);
  const Result<int> changed =
      unlock_webhooks(KubernetesApi(*cluster->cluster, patience), webhooks_of(arguments));
  if (!changed) return failed(console, changed.error(), ExitCode::gaps);
  console.out.write("unlocked: what the gate does not answer is kept (" +
                    counted(static_cast<std::size_t>(*changed), "webhook") + " changed)\n");
  return ExitCode::clean;
}

}  // namespace boltseal
