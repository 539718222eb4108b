#!/usr/bin/env bash
# `audit --only=network` of a real Podman, held against connections that are really made.
engine=podman
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"
# shellcheck source=tests/engines/networks.sh
source "$(dirname "${BASH_SOURCE[0]}")/networks.sh"

need podman runc busybox ip iptables
hide_engines
own_sys
configure_podman
make_image
start_podman

podman network create front > /dev/null
podman network create back > /dev/null
podman network create --opt isolate=true apart > /dev/null
podman network create --opt isolate=true alone > /dev/null
serve one
serve two --publish 127.0.0.1:8081:8080 --publish 8082:8080
serve web --network front --publish 8083:8080
serve db --network back
serve first --network apart
serve second --network alone
podman run --detach --name agent --network host busybox:1.36 httpd -f -p 9090 > /dev/null
look "As Podman leaves it"
