#!/usr/bin/env bash
# An image is taken from a real dockerd.
engine=docker
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need dockerd docker busybox iptables ip
hide_engines
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=$SCRATCH/config
start_dockerd
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT
make_image
save_image
