#!/usr/bin/env bash
# `check --fix --prove` against a real Podman, on a machine without systemd.
engine=podman
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need podman runc busybox ip
podman compose version > /dev/null 2>&1 || command -v docker-compose > /dev/null || skip "there is no Compose"
hide_engines
unset DOCKER_HOST CONTAINER_HOST
export CONTAINERS_CONF=$SCRATCH/containers.conf CONTAINERS_STORAGE_CONF=$SCRATCH/storage.conf
# runc knows both versions of control groups. The limits are those that root may have in a container of a container.
cat > "$CONTAINERS_CONF" <<TEXT
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_config_dir = "$SCRATCH/networks"
TEXT
cat > "$CONTAINERS_STORAGE_CONF" <<TEXT
[storage]
driver = "overlay"
graphroot = "$SCRATCH/data/root"
runroot = "$SCRATCH/data/run"
TEXT
make_image

# Nothing listens for Compose yet.
project alone <<'YAML'
services:
  web:
    image: busybox:1.36
    command: sleep 1000
YAML
prove alone --rule=limits/memory

mkdir -p /run/podman
podman system service --time=0 unix:///run/podman/podman.sock > "$SCRATCH/service.log" 2>&1 &
service=$!
trap 'kill "$service" 2> /dev/null || true; wait' EXIT
for ((tries = 0; tries < 100; tries++)); do
  [[ ! -S /run/podman/podman.sock ]] || break
  sleep 0.1
done

prove_what_works
prove_what_is_built
prove_what_writes
prove_what_waits
