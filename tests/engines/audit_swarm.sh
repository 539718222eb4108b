#!/usr/bin/env bash
# `audit` of a real Swarm of one: services with one fault each, told once though their containers run here, its nodes and secrets.
engine=docker
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"

need dockerd docker busybox iptables ip
hide_engines
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=$SCRATCH/config
start_dockerd
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT
make_image
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2377 > "$SCRATCH/log"
for name in site_key old_key; do echo correct-horse | docker secret create "$name" - > "$SCRATCH/log"; done

safe=(--user=10001:10001 --read-only --cap-drop=ALL --limit-memory=64m --limit-cpu=0.5 --limit-pids=50
  --restart-condition=on-failure --restart-max-attempts=3 --ulimit=nofile=1024:1024
  "--health-cmd=wget -qO- http://127.0.0.1:8080/" --log-driver=json-file --log-opt=max-size=10m)

# service NAME WITHOUT OPTION…: a service without a fault, but for an option that it lacks and those that it has. None of its
# tasks is started, unless TASKS says how many.
service() {
  local name=$1 left=$2 option kept=()
  shift 2
  for option in "${safe[@]}"; do
    [[ $option == "$left"* ]] || kept+=("$option")
  done
  docker service create --detach --no-resolve-image --replicas="${tasks:-0}" --name "$name" "${kept[@]}" "$@" busybox:1.36 sleep 1000 \
    > "$SCRATCH/log" 2>&1 || echo "not created: $name: $(tail -n 1 "$SCRATCH/log")"
}

service safe none --secret=site_key
service user-root --user
service user-zero --user --user=0
service root-writable --read-only
service capabilities-kept --cap-drop
service capability-sys-admin none --cap-add=SYS_ADMIN
service memory --limit-memory
service cpu --limit-cpu
service pids --limit-pids
service restart-always --restart --restart-condition=any
service health-none --health-cmd
service health-off --health-cmd --no-healthcheck
service mount-etc none --mount=type=bind,source=/etc,target=/host,readonly
service mount-writable none "--mount=type=bind,source=$SCRATCH,target=/data"
service mount-nfs none "--mount=type=volume,source=files,target=/data,volume-opt=type=nfs,volume-opt=o=addr=10.0.0.1,volume-opt=device=:/files"
service mount-nfs-safe none "--mount=type=volume,source=safe,target=/data,volume-opt=type=nfs,\"volume-opt=o=addr=10.0.0.1,ro,nosuid,nodev\",volume-opt=device=:/files"
service mount-disguised none --mount=type=volume,source=etc,target=/data,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc
service socket none --mount=type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock
service secret none --env=DATABASE_PASSWORD=correct-horse-battery
service data-store none --publish=8080:6379
service network-host none --network=host
service capability-all none --cap-add=ALL
service mount-root none --mount=type=bind,source=/,target=/host,readonly
service mount-devices none --mount=type=bind,source=/dev,target=/host-dev,readonly
service health-true --health-cmd --health-cmd=true
service log-unbounded --log-opt
service user-group-zero --user --user=10001:0
service ssh none --publish=2222:22
faults

echo
echo "# A service and the containers that it made: what the service says is not said again"
tasks=2 service twice --read-only --env=TOKEN=correct-horse-battery-staple
for ((tries = 0; tries < 100; tries++)); do
  [[ $(docker ps --quiet --filter label=com.docker.swarm.service.name=twice | wc -l) != 2 ]] || break
  sleep 0.1
done
# Anybody can write the labels of a task.
"$engine" create --name forged --label=com.docker.swarm.service.id="$(docker service inspect --format '{{.ID}}' twice)" \
  --user=10001:10001 busybox:1.36 sleep 1000 > "$SCRATCH/log"
named() { sed -E 's/(container twice\.[0-9])\.[a-z0-9]+/\1/; s/^([a-z]+( [a-z0-9._-]+)+):[0-9]+:[0-9]+/\1/' | grep -E 'twice|forged|exit'; }
say --engine=docker --quiet --rule=mount/writable-root --rule=access/secret-in-workload-environment --rule=privilege/gain | named
docker service inspect twice | boltseal check --quiet --rule=mount/writable-root --rule=privilege/gain - || true

echo
echo "# Its nodes and secrets"
# In the order of ids, which are random.
part=machine say --engine=docker --quiet --rule=access/unused-secret --rule=health/node-down --rule=update/mixed-engines |
  sed -E 's/^(docker [a-z ]+):[0-9]+:[0-9]+/\1/'
docker swarm leave --force > "$SCRATCH/log"
