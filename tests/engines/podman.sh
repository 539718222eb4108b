#!/usr/bin/env bash
# `check --fix --prove` against a real Podman, on a machine without systemd.
engine=podman
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need podman runc busybox ip
podman compose version > /dev/null 2>&1 || command -v docker-compose > /dev/null || skip "there is no Compose"
hide_engines
configure_podman
make_image

# Nothing listens for Compose yet.
project alone <<'YAML'
services:
  web:
    image: busybox:1.36
    command: sleep 1000
YAML
prove alone --rule=limits/memory

start_podman

prove_what_works
prove_what_is_built
prove_what_writes
prove_what_waits
