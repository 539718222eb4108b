#!/usr/bin/env bash
# `audit` through the CRI of a real containerd: pods with one fault each, told once though containerd knows them, too.
engine=cri
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"
# shellcheck source=tests/engines/containerds.sh
source "$(dirname "${BASH_SOURCE[0]}")/containerds.sh"
# shellcheck source=tests/engines/networks.sh
source "$(dirname "${BASH_SOURCE[0]}")/networks.sh"

need containerd ctr runc busybox ip python3 curl iptables nsenter
hide_engines
own_sys
[[ -x /usr/lib/cni/ptp ]] || skip "there is no /usr/lib/cni/ptp"
start_containerd
import_images k8s.io

call() { python3 "$(dirname "${BASH_SOURCE[0]}")/cri_call.py" "$socket" "runtime.v1.RuntimeService/$1"; }

# pod NAME [OPTIONS [MORE]]: one without a container; fields of its NamespaceOption, and of its security context.
pod() {
  call RunPodSandbox > "$SCRATCH/$1.pod" <<JSON || skip "no pod starts: $(tail -n 3 "$SCRATCH/containerd.log")"
{"1": {"1": {"1": "$1", "2": "uid-$1", "3": "shop"}, "8": {"1": "/shop-$1", "2": {"1": {${2:-}} ${3:-}}}}}
JSON
}

# container POD NAME [STATEMENT]: one without a fault, but for what the Python statement does to its configuration:
# `c` (ContainerConfig), `r` (LinuxContainerResources) and `s` (LinuxContainerSecurityContext), or `pod`'s.
container() {
  python3 -c '
import json, sys
r = {"1": 100000, "2": 50000, "4": 64 << 20}
s = {"1": {"2": "ALL"}, "5": {"1": 10001}, "7": 1, "11": 1, "12": {"1": 10001}, "14": ["/proc/sys"],
     "13": ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list"],
     "15": {}}
c = {"1": {"1": sys.argv[3]}, "2": {"1": sys.argv[4]}, "3": ["sleep", "1000"], "15": {"1": r, "2": s}}
pod = {"1": {"1": sys.argv[2], "2": "uid-" + sys.argv[2], "3": "shop"}, "8": {"1": "/shop-" + sys.argv[2]}}
exec(sys.argv[5])
json.dump({"1": sys.argv[1], "2": c, "3": pod}, sys.stdout)' \
    "$(cat "$SCRATCH/$1.pod")" "$1" "$2" "$image" "${3:-pass}" | call CreateContainer > "$SCRATCH/$2.container" ||
    echo "not created: $2"
}

mkdir "$SCRATCH/host"
mount --bind "$SCRATCH/host" "$SCRATCH/host"
mount --make-shared "$SCRATCH/host"
pod web
container web safe
container web user-root 's["5"] = {"1": 0}'
container web root-writable 'del s["7"]'
container web capabilities-kept 'del s["1"]'
container web capability-sys-admin 's["1"]["1"] = "SYS_ADMIN"'
container web capability-net-raw 's["1"]["1"] = "NET_RAW"'
container web gain 'del s["11"]'
container web seccomp-none 'del s["15"]'
container web seccomp-unconfined 's["15"] = {"1": 1}'
container web memory 'del r["4"]'
container web cpu 'del r["2"]'
container web mount-etc 'c["7"] = {"1": "/host", "2": "/etc", "3": 1}'
container web mount-root 'c["7"] = {"1": "/host", "2": "/"}'
container web mount-writable "c['7'] = {'1': '/data', '2': '$SCRATCH/host'}"
container web mount-shared "c['7'] = {'1': '/data', '2': '$SCRATCH/host', '3': 1, '5': 2}"
container web socket "c['7'] = {'1': '$socket', '2': '$socket'}"
container web socket-folder 'c["7"] = {"1": "/host/run", "2": "/run", "3": 1}'
container web device 'c["8"] = {"1": "/dev/fuse", "2": "/dev/fuse", "3": "rw"}'
container web secret 'c["6"] = {"1": "DATABASE_PASSWORD", "2": "correct-horse-battery"}'
container web capability-all 's["1"] = {"1": "ALL"}'
container web mount-proc 'c["7"] = {"1": "/host/proc", "2": "/proc"}'
container web unmasked 'del s["13"]; del s["14"]'
pod network-host '"1": 2'
container network-host network-host
pod pid-host '"2": 2'
container pid-host pid-host
pod ipc-host '"3": 2'
container ipc-host ipc-host
pod privileged "" ', "6": 1'
container privileged privileged 's.update({"2": 1, "5": {"1": 0}}); del s["1"], s["13"], s["14"], s["15"]; pod["8"]["2"] = {"6": 1}'
faults

echo
echo "# What runs, and what the kernel shows of it; containerd has the same containers, and tells of none"
call StartContainer <<< "{\"1\": \"$(cat "$SCRATCH/gain.container")\"}"
pid=$(ctr --namespace k8s.io task ls | awk -v id="$(cat "$SCRATCH/gain.container")" '$1 == id { print $2 }')
cgroup=$(sed -n 's/^[0-9]*:memory:/\/sys\/fs\/cgroup\/memory/p' "/proc/$pid/cgroup")
echo -1 > "$cgroup/memory.memsw.limit_in_bytes" 2> /dev/null || true
echo -1 > "$cgroup/memory.limit_in_bytes"
say --rule=privilege/gain --rule=limits/kernel-differs --rule=privilege/kernel-differs --rule=user/kernel-differs --rule=mount/kernel-differs | sed -E 's/, [0-9]+ m?s$//; s/^((containerd|cri) at [^,]+), .*: /\1: /'

echo "# The name of the image means another one by now"
import_images k8s.io BUILD=2
sleep 1
say --engine=cri --quiet --rule=update/stale-container | sed -n 's/sha256:[0-9a-f]*/sha256:DIGEST/g; /safe/p'
echo

echo "# The network of the pods: a link from point to point for each, and what a rule forbids"
for name in one two; do
  pod "$name"
  container "$name" "$name" 'c["3"] = ["busybox", "httpd", "-f", "-p", "8080"]'
  call StartContainer <<< "{\"1\": \"$(cat "$SCRATCH/$name.container")\"}"
done
# pods: what reaches what, and whether it does; sorted, since the links have names that the kernel's random numbers make.
pods() {
  boltseal audit --only=network --engine=cri --probe --isolated --fail-on=never 2>&1 | sed -nE 's/veth[0-9a-f]+/LINK/g; /reaches|tried|listens|against/p' | grep -v -- '^ *- ' | sort
  echo
}
pods
to=$(nsenter --target "$(pgrep -f 'httpd -f -p 8080' | tail -n 1)" --net hostname --all-ip-addresses | tr -d ' ')
iptables -A FORWARD -p tcp -d "$to" --dport 8080 -j DROP
pods

echo "# Named, and not there"
CONTAINER_RUNTIME_ENDPOINT=unix://$SCRATCH/nobody.sock say --engine=cri --quiet --rule=privilege/gain
echo "# The engine stops in the middle, then dies"
kill -STOP "$containerd"
say --engine=cri --patience=1 --quiet
kill -CONT "$containerd"
trap - EXIT
stop_containerd
say --engine=cri --quiet
