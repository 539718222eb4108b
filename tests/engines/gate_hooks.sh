#!/usr/bin/env bash
# The hooks of a real LXC and a real Podman, and boltseal-runtime in the tables of a real containerd.
engine=podman
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/containerds.sh
source "$(dirname "${BASH_SOURCE[0]}")/containerds.sh"

need lxc-start lxc-info lxc-stop podman runc containerd ctr busybox ip python3
hide_engines
mkdir -m 755 "$SCRATCH/policy"
export BOLTSEAL_GATE=$SCRATCH/policy/gate.yaml
records=$SCRATCH/policy/decisions.jsonl
printf 'fail_on: high\ngate: {records: decisions.jsonl}\n' > "$BOLTSEAL_GATE"
boltseal=$(command -v boltseal)

decisions() {
  python3 -c '
import json, sys
for line in open(sys.argv[1]):
    each = json.loads(line)
    print(each["door"], each["call"], each["decision"], *sorted({finding["rule"] for finding in each["denied"]}),
          *[why["message"] for why in each["unexamined"]])' "$records"
  rm -f "$records"
  echo
}

echo "# LXC: lxc.hook.pre-start"
mkdir -p /var/lib/lxc
mount -t tmpfs none /var/lib/lxc
# made NAME LINE…
made() {
  local root=/var/lib/lxc/$1/rootfs
  mkdir -p "$root"/{bin,proc,sys,dev,tmp,etc}
  chmod 755 "/var/lib/lxc/$1"
  cp "$(command -v busybox)" "$root/bin/busybox"
  printf '%s\n' "lxc.mount.auto = proc:mixed sys:mixed" "lxc.cgroup.devices.deny = a" "lxc.cgroup2.devices.deny = a" "lxc.rootfs.path = dir:$root" "lxc.init.cmd = /bin/busybox sleep 1000" "lxc.apparmor.profile = unchanged" \
    "lxc.seccomp.profile = /usr/share/lxc/config/common.seccomp" "lxc.no_new_privs = 1" "lxc.net.0.type = empty" \
    "lxc.cap.keep = none" "lxc.hook.pre-start = $boltseal gate lxc --policy=$BOLTSEAL_GATE" "${@:2}" > "/var/lib/lxc/$1/config"
}
# start NAME: whether it runs then.
start() {
  lxc-start --name "$1" --logfile "$SCRATCH/$1.log" --logpriority DEBUG 2> /dev/null || true
  echo "$1: $(lxc-info --name "$1" --state --no-humanize)"
  { grep -o 'boltseal: .*' "$SCRATCH/$1.log" || true; } | plain
  lxc-stop --kill --name "$1" 2> /dev/null || true
}
made safe "lxc.init.uid = 1000" "lxc.init.gid = 1000"
made admin "lxc.init.uid = 1000" "lxc.init.gid = 1000" "lxc.cap.keep = sys_admin"
made host "lxc.init.uid = 1000" "lxc.init.gid = 1000" "lxc.mount.entry = / host none bind,create=dir 0 0"
start safe
start admin
start host
decisions

echo "# Podman: createRuntime"
configure_podman
make_image
mkdir "$SCRATCH/hooks"
cat > "$SCRATCH/hooks/boltseal.json" <<TEXT
{"version": "1.0.0", "hook": {"path": "$boltseal", "args": ["boltseal", "gate", "hook", "--policy=$BOLTSEAL_GATE"]},
 "when": {"always": true}, "stages": ["createRuntime"]}
TEXT
# hooked OPTION…
hooked() {
  local status=0
  podman --hooks-dir "$SCRATCH/hooks" run --rm --network=none "$@" busybox:1.36 busybox echo started 2>&1 | plain ||
    status=${PIPESTATUS[0]}
  echo "exit $status"
}
hooked --user=10001
hooked
decisions

echo "# containerd: another runc, and a runtime of the CRI"
mkdir "$SCRATCH/bin"
# containerd's shim does not hand on what the environment of containerd holds.
printf '#!/bin/sh\nBOLTSEAL_GATE=%s exec %s/bin/boltseal-runtime "$@"\n' "$BOLTSEAL_GATE" "$SCRATCH" > "$SCRATCH/bin/sealed"
chmod 755 "$SCRATCH/bin/sealed"
ln -s "$boltseal" "$SCRATCH/bin/boltseal-runtime"
start_containerd "[plugins.\"io.containerd.grpc.v1.cri\".containerd]
  default_runtime_name = \"sealed\"
[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.sealed]
  runtime_type = \"io.containerd.runc.v2\"
  [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.sealed.options]
    BinaryName = \"$SCRATCH/bin/sealed\""
rm -rf "$SCRATCH/image"
import_images default
import_images k8s.io
# ctr has no option for the user.
printf 'fail_on: high\nrules: {user/root: off}\ngate: {records: decisions.jsonl}\n' > "$BOLTSEAL_GATE"
# sealed OPTION…
sealed() {
  local status=0
  ctr run --rm --runc-binary "$SCRATCH/bin/sealed" --seccomp "$@" "$image" one busybox echo started 2>&1 | plain || status=${PIPESTATUS[0]}
  echo "exit $status"
}
sealed
sealed --mount type=bind,src=/,dst=/host,options=rbind:ro
decisions

call() { python3 "$(dirname "${BASH_SOURCE[0]}")/cri_call.py" "$socket" "runtime.v1.RuntimeService/$1" 2>&1; }
# pod NAME NETWORK: 0 is a network of its own, 2 the host's. Seccomp is as the kubelet asks for it.
pod() {
  if call RunPodSandbox > "$SCRATCH/pod" <<< "{\"1\": {\"1\": {\"1\": \"$1\", \"2\": \"uid-$1\", \"3\": \"shop\"}, \"8\": {\"2\": {\"1\": {\"1\": $2}, \"9\": {}}}}}"; then
    echo "$1 runs"
  else
    sed -n 's/^grpc-message: .*\(boltseal: \)/\1/p' "$SCRATCH/pod" | tr -d '\r'
  fi
}
pod web 0
pod spy 2
decisions
