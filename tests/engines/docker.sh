#!/usr/bin/env bash
# `check --fix --prove` against a real dockerd.
engine=docker
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need dockerd docker busybox iptables ip
docker compose version > /dev/null 2>&1 || command -v docker-compose > /dev/null || skip "there is no Compose"
hide_engines
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=${DOCKER_CONFIG:-$HOME/.docker}
start_dockerd
make_image
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT

prove_what_works
prove_what_is_built
prove_what_writes
prove_what_is_broken
prove_what_waits

# The engine dies in between, and with it what could remove its containers.
boltseal check --fix=all --prove --fail-on=never . > /dev/null 2> "$SCRATCH/err" &
pid=$!
wait_for_a_container
kill -KILL "$dockerd"
status=0
wait "$pid" || status=$?
echo "$ boltseal check --fix=all --prove  # the engine dies"
sed 's/^/! /' "$SCRATCH/err" | plain | sed -E 's/(left over .*PROJECT: ).*/\1…/'
echo "exit $status"
diff --recursive "$SCRATCH/waits.before" .
left_over
