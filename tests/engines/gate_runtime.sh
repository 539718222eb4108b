#!/usr/bin/env bash
# boltseal-runtime in the place of runc, under a real dockerd and a real Podman.
engine=docker
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need dockerd docker podman runc busybox iptables ip
hide_engines
mkdir -p "$SCRATCH/bin" /etc/docker
ln -s "$(command -v boltseal)" "$SCRATCH/bin/boltseal-runtime"
mkdir -m 755 "$SCRATCH/policy"
export BOLTSEAL_GATE=$SCRATCH/policy/gate.yaml
records=$SCRATCH/policy/decisions.jsonl
policy() { printf 'fail_on: high\ngate: {records: decisions.jsonl%s}\n' "$*" > "$BOLTSEAL_GATE"; }
policy ", mode: audit"
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=$SCRATCH/config
start_dockerd --add-runtime "sealed=$SCRATCH/bin/boltseal-runtime" --default-runtime sealed
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT
make_image
policy
rm "$records"

# try COMMAND…: what it prints, and its exit code.
try() {
  local status=0
  echo "$ $*" | plain
  "$@" 2>&1 | plain | sed -E 's/^(docker: Error response from daemon: ).*(boltseal: )/\1… \2/; /^Run .docker run --help/d; /^$/d' || status=${PIPESTATUS[0]}
  echo "exit $status"
  echo
}
decisions() {
  python3 -c '
import json, sys
for line in open(sys.argv[1]):
    each = json.loads(line)
    print(each["door"], each["call"], each["mode"], each["decision"], *sorted({finding["rule"] for finding in each["denied"]}))' "$records"
  rm -f "$records"
}

echo "# Docker"
try docker run --rm --user=10001 busybox:1.36 busybox echo started
try docker run --rm busybox:1.36 busybox echo started
try docker run --rm --user=10001 --security-opt=seccomp=unconfined busybox:1.36 busybox echo started
try docker run --rm --user=10001 --volume=/var/run:/host busybox:1.36 busybox echo started
docker run --detach --name web --user=10001 --memory=64m --memory-swap=64m busybox:1.36 sleep 1000 > /dev/null
try docker exec web busybox echo reached
try docker exec --user=0 web busybox echo reached
try docker exec --privileged web busybox echo reached
decisions

echo "# Only recorded"
policy ", mode: audit"
try docker run --rm busybox:1.36 busybox echo started
decisions

echo "# Made safer"
policy ", mode: harden, record_inputs: true, harden: {pids: 77, memory: 48}"
look='exec 2>&1; grep -E "^(NoNewPrivs|Seccomp|CapBnd):" /proc/self/status; cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/memory/memory.limit_in_bytes; touch /new; unshare -U true; cat /proc/timer_list | wc -c'
try docker run --rm --user=10001 --security-opt=seccomp=unconfined --cap-add=SYS_ADMIN busybox:1.36 busybox sh -c "$look"
docker run --detach --name soft --user=10001 busybox:1.36 sleep 1000 > /dev/null
try docker exec --privileged soft busybox grep -E "^(NoNewPrivs|CapEff|CapBnd):" /proc/self/status
try docker run --rm busybox:1.36 busybox echo started
docker rm --force soft > /dev/null
python3 -c '
import json, sys
for line in open(sys.argv[1]):
    each = json.loads(line)
    print(each["call"], each["decision"], *each.get("hardened", []))' "$records"
try boltseal gate replay "$records" --policy="$BOLTSEAL_GATE"
printf 'profile: strict\nfail_on: low\n' > "$SCRATCH/policy/strict.yaml"
try boltseal gate replay "$records" --policy="$SCRATCH/policy/strict.yaml" | sed -E 's/^[0-9]{4}-[0-9TZ:-]+ /TIME /; s/[0-9a-f]{64}/ID/'
rm "$records"
policy

echo "# The glass is broken"
boltseal gate break-glass --reason="INC-4711: no database" --owner=alice --hours=2 | sed 's/until [^ ]*/until TIME/'
try docker run --rm busybox:1.36 busybox echo started
decisions
boltseal gate break-glass --end
try docker run --rm busybox:1.36 busybox echo started
decisions

echo "# Closed when the policy cannot be used, or nothing can be recorded"
echo 'fail_on: hihg' > "$BOLTSEAL_GATE"
try docker run --rm --user=10001 busybox:1.36 busybox echo started
policy
chmod 666 "$BOLTSEAL_GATE"
try docker run --rm --user=10001 busybox:1.36 busybox echo started
chmod 644 "$BOLTSEAL_GATE"
mkdir "$records"
try docker run --rm --user=10001 busybox:1.36 busybox echo started
rmdir "$records"
docker rm --force web > /dev/null

echo "# Podman"
kill "$dockerd"
wait "$dockerd" 2> /dev/null || true
umount "$SCRATCH/data"
mount -t tmpfs none "$SCRATCH/data"
engine=podman
unset DOCKER_CONFIG
configure_podman
rm -rf "$SCRATCH/image"
make_image
# Podman gives its runtimes no variable of ours.
printf '#!/bin/sh\nBOLTSEAL_GATE=%s exec %s/bin/boltseal-runtime "$@"\n' "$BOLTSEAL_GATE" "$SCRATCH" > "$SCRATCH/bin/sealed"
chmod 755 "$SCRATCH/bin/sealed"
sealed=(podman --runtime "$SCRATCH/bin/sealed" run --rm --network=none)
try "${sealed[@]}" --user=10001 busybox:1.36 busybox echo started
try "${sealed[@]}" busybox:1.36 busybox echo started
decisions
