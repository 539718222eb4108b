#!/usr/bin/env bash
# `audit` of a real Podman: containers with one fault each.
engine=podman
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"

need podman runc busybox ip
hide_engines
configure_podman
make_image
start_podman

safe_log=(--log-driver=k8s-file --log-opt=max-size=10m)
file_log=k8s-file unmasked=unmask=ALL
own_socket=/run/podman/podman.sock device=/dev/kmsg
mkdir "$SCRATCH/host"
make_faults
faults

# What Podman's inspection conceals (of 4.3: --ipc=host, --security-opt=unmask=ALL), the kernel shows.
echo
"$engine" run --detach --name concealed --ipc=host --security-opt=unmask=ALL busybox:1.36 sleep 1000 > "$SCRATCH/log" 2>&1
say --engine=podman --quiet --rule=privilege/kernel-differs

echo "# Pods: what the infra container shares counts for each container, what it publishes once"
# pod NAME OPTION…: with one container that is safe in itself.
pod() {
  local name=$1
  shift
  "$engine" pod create --name "$name" --infra-image=busybox:1.36 --infra-command="sleep 1000" --share=net,ipc,uts,pid "$@" > "$SCRATCH/log" 2>&1 ||
    { echo "not created: pod $name: $(tail -n 1 "$SCRATCH/log")"; return 0; }
  "$engine" create --pod "$name" --name "$name-web" --cgroupns=private busybox:1.36 sleep 1000 > "$SCRATCH/log" 2>&1
}
pod shop --publish=6379:6379
pod shop-network-host --network=host
pod shop-pid-host --pid=host
say --engine=podman --quiet --rule=network/host-network --rule=privilege/host-namespace --rule=network/published-data-store --rule=network/published-everywhere --rule=limits/memory | grep -E 'pod |exit' | sed -E 's/:[0-9]+:[0-9]+//'

# The service's environment names the file.
echo "# Settings in effect"
sed -i 's/^\[containers\]/&\npidns = "host"\nlog_driver = "none"\npids_limit = 0/; s/^\[engine\]/&\nno_pivot_root = true/' "$CONTAINERS_CONF"
part=machine say --engine=podman --isolated --quiet --profile=strict --rule=privilege/host-namespace --rule=insight/logging-off \
  --rule=limits/pids --rule=privilege/no-pivot-root --rule=host/privilege-gain --rule=host/no-userns-remap \
  --rule=limits/no-default-ulimits
