#!/usr/bin/env bash
# An image is taken from a real Podman: by its program, and where it listens from its service.
engine=podman
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need podman runc busybox ip
hide_engines
configure_podman
make_image
# No other engine.
unset DOCKER_HOST CONTAINER_HOST XDG_RUNTIME_DIR
save_image
start_podman
save_image
