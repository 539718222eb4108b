#!/usr/bin/env bash
# `audit` where the root of containers is nobody's root outside: a dockerd with userns-remap, and the Podman of a user.
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"

need dockerd docker podman runc busybox iptables ip setpriv
hide_engines
mount --make-rshared /
chmod 755 "$SCRATCH"

# Users and their ranges are those of this test alone.
mkdir "$SCRATCH/etc"
cp /etc/passwd /etc/group "$SCRATCH/etc"
echo "alice:x:4711:4711::$SCRATCH/home:/bin/sh" >> "$SCRATCH/etc/passwd"
echo "alice:x:4711:" >> "$SCRATCH/etc/group"
echo "nobody:100000:65536" | tee "$SCRATCH/etc/subuid" > "$SCRATCH/etc/subgid"
for name in passwd group subuid subgid; do
  [[ -e /etc/$name ]] || touch "/etc/$name"
  mount --bind "$SCRATCH/etc/$name" "/etc/$name"
done

engine=docker
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=$SCRATCH/config
start_dockerd --userns-remap=nobody:nogroup
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT
make_image
rules=(--rule=user/root --rule=user/kernel-differs --rule=privilege/host-namespace)

echo "# Docker maps users: its root is one of 100000 to 165535, but for a container that asked for the host's"
docker run --detach --name mapped busybox:1.36 sleep 1000 > /dev/null
docker create --name not-mapped --userns=host busybox:1.36 sleep 1000 > /dev/null
echo "root of mapped is $(awk '{ print $2 }' "/proc/$(docker inspect --format '{{.State.Pid}}' mapped)/uid_map") outside"
say --engine=docker --quiet "${rules[@]}"

echo "# The Podman of a user"
engine=podman
mkdir -p "$SCRATCH/home/.config/containers" /run/user/4711
cat > "$SCRATCH/home/.config/containers/storage.conf" <<'TEXT'
[storage]
driver = "vfs"
[storage.options]
ignore_chown_errors = "true"
TEXT
cat > "$SCRATCH/home/.config/containers/containers.conf" <<'TEXT'
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
TEXT
chown -R alice:alice "$SCRATCH/home" /run/user/4711
cd /
alice() { setpriv --reuid=4711 --regid=4711 --clear-groups env -i PATH="$PATH" HOME="$SCRATCH/home" XDG_RUNTIME_DIR=/run/user/4711 "$@"; }
alice podman system service --time=0 > "$SCRATCH/service.log" 2>&1 &
service=$!
trap 'kill "$dockerd" "$service" 2> /dev/null || true; wait' EXIT
tar -C "$SCRATCH/image" -c . | alice podman import - docker.io/library/busybox:1.36 > "$SCRATCH/log" 2>&1 ||
  skip "no rootless Podman: $(tail -n 3 "$SCRATCH/log")"
alice podman create --name created busybox:1.36 sleep 1000 > "$SCRATCH/log" 2>&1
alice podman create --name host-users --userns=host busybox:1.36 sleep 1000 > "$SCRATCH/log" 2>&1
if alice podman run --detach --network=none --name runs busybox:1.36 sleep 1000 > "$SCRATCH/log" 2>&1; then
  echo "root of runs is $(awk '{ print $2 }' "/proc/$(alice podman inspect --format '{{.State.Pid}}' runs)/uid_map") outside"
fi
say --engine=podman --quiet "${rules[@]}" --rule=limits/memory
