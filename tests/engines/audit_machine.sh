#!/usr/bin/env bash
# `audit --only=machine` of a real dockerd: its file, its flags, what it answers of itself and over TCP, and its Swarm.
engine=docker part=machine
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"

need dockerd docker iptables ip
hide_engines
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=$SCRATCH/config
cat > "$SCRATCH/daemon.json" <<'JSON'
{
    "live-restore": false,
    "userland-proxy": true,
    "insecure-registries": ["10.0.0.0/8"]
}
JSON
start_dockerd --config-file "$SCRATCH/daemon.json" --icc=true --label 'team=a b' -H tcp://127.0.0.1:2375
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT

# settings RULE…: lines of the file stay; those of what the engine answers move with its version, columns with $SCRATCH.
settings() {
  local rule rules=()
  for rule in "$@"; do rules+=("--rule=$rule"); done
  say --engine=docker --isolated --quiet "${rules[@]}" | sed -E 's/^(docker [a-z ]+):[0-9]+:[0-9]+/\1/'
}

echo "# As it was started"
settings host/no-live-restore network/userland-proxy supply/insecure-registry network/inter-container socket/tcp \
  socket/answers-tcp privilege/seccomp-off limits/no-default-ulimits user/rootful-engine

echo "# The file was changed since"
sed -i 's/"live-restore": false/"live-restore": true/' "$SCRATCH/daemon.json"
settings host/no-live-restore

echo "# In a Swarm"
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 0.0.0.0:2377 --cert-expiry 8760h > "$SCRATCH/log"
settings host/no-live-restore host/swarm-managers access/unlocked-swarm access/long-lived-certificate \
  network/swarm-everywhere network/unencrypted-overlay
docker swarm leave --force > "$SCRATCH/log"
