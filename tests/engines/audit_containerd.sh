#!/usr/bin/env bash
# `audit` of a real containerd: containers with one fault each, what the kernel shows, and an engine that dies.
engine=containerd
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"
# shellcheck source=tests/engines/containerds.sh
source "$(dirname "${BASH_SOURCE[0]}")/containerds.sh"

need containerd ctr runc busybox ip python3
hide_engines
start_containerd
import_images default

# made NAME [STATEMENT]: a container without a fault, but for what the Python statement does to its specification `s`.
made() {
  ctr oci spec | python3 -c '
import json, sys
s = json.load(sys.stdin)
p, l, r = s["process"], s["linux"], s["linux"]["resources"]
p.update(args=["sleep", "1000"], env=["PATH=/bin"], user={"uid": 10001, "gid": 10001}, noNewPrivileges=True,
         capabilities={}, rlimits=[{"type": "RLIMIT_NOFILE", "soft": 1024, "hard": 1024}])
s["root"] = {"path": sys.argv[1] + "/image", "readonly": True}
l["seccomp"] = {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["reboot"], "action": "SCMP_ACT_ERRNO"}]}
r.update(memory={"limit": 64 << 20}, cpu={"quota": 50000, "period": 100000}, pids={"limit": 50})
def share(kind): l["namespaces"] = [n for n in l["namespaces"] if n["type"] != kind]
def hold(*names): p["capabilities"] = {"bounding": ["CAP_" + n for n in names]}
def mount(source, target, *options):
    s["mounts"].append({"type": "bind", "source": source, "destination": target, "options": ["rbind", *options]})
def device(path, kind, major, minor):
    l.setdefault("devices", []).append({"path": path, "type": kind, "major": major, "minor": minor})
    r["devices"].append({"allow": True, "type": kind, "major": major, "minor": minor, "access": "rwm"})
usual = """CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL
    AUDIT_WRITE""".split()
exec(sys.argv[2])
json.dump(s, sys.stdout)' "$SCRATCH" "${2:-pass}" > "$SCRATCH/$1.json"
  ctr containers create --config "$SCRATCH/$1.json" "$1"
}

mkdir "$SCRATCH/host"
made safe
made user-root 'p["user"] = {"uid": 0, "gid": 0}'
made root-writable 'del s["root"]["readonly"]'
made capabilities-kept 'hold(*usual)'
made capability-sys-admin 'hold("SYS_ADMIN")'
made capability-net-raw 'hold("NET_RAW")'
made capability-ambient 'p["capabilities"] = {"ambient": ["CAP_SYS_PTRACE"]}'
made gain 'del p["noNewPrivileges"]'
made seccomp-none 'del l["seccomp"]'
made seccomp-allows 'del l["seccomp"]["syscalls"]'
made memory 'del r["memory"]'
made memory-unlimited 'r["memory"]["limit"] = -1'
made cpu 'del r["cpu"]'
made pids 'del r["pids"]'
made files 'del p["rlimits"]'
made pid-host 'share("pid")'
made pid-of-init 'share("pid"); l["namespaces"].append({"type": "pid", "path": "/proc/1/ns/pid"})'
made ipc-host 'share("ipc")'
made uts-host 'share("uts")'
made network-host 'share("network")'
made device-disk 'device("/dev/sda", "b", 8, 0)'
made device-other 'device("/dev/fuse", "c", 10, 229)'
made device-rule 'r["devices"].append({"allow": True, "type": "b", "access": "rwm"})'
made mount-etc 'mount("/etc", "/host", "ro")'
made mount-root 'mount("/", "/host")'
made mount-writable 'mount(sys.argv[1] + "/host", "/data")'
made mount-shared 'mount(sys.argv[1] + "/host", "/data", "ro", "rshared")'
made socket 'mount("/run/containerd/containerd.sock", "/run/containerd/containerd.sock")'
made socket-folder 'mount("/run", "/host/run", "ro")'
made secret 'p["env"].append("DATABASE_PASSWORD=correct-horse-battery")'
made unmasked 'del l["maskedPaths"]; del l["readonlyPaths"]'
ctr containers create --privileged "$image" privileged
ctr --namespace shop containers create --config "$SCRATCH/user-root.json" web

faults

echo
echo "# Lines are those of ctr containers info"
ctr containers info privileged > "$SCRATCH/privileged.json"
boltseal check --quiet --rule=privilege/privileged "$SCRATCH/privileged.json" 2>&1 | plain || true
say --engine=containerd --quiet --rule=privilege/privileged

echo "# What the kernel shows, and what came since"
ctr run --detach --memory-limit 67108864 --label build=1 "$image" busy sleep 1000
pid=$(ctr task ls | awk '$1 == "busy" { print $2 }')
ctr task exec --exec-id write busy sh -c 'echo "#!/bin/sh" > /tmp/tool; busybox chmod +x /tmp/tool; touch /tmp/notes'
# Somebody lifts a limit behind the engine's back.
cgroup=$(sed -n 's/^[0-9]*:memory:/\/sys\/fs\/cgroup\/memory/p' "/proc/$pid/cgroup")
echo -1 > "$cgroup/memory.memsw.limit_in_bytes" 2> /dev/null || true
echo -1 > "$cgroup/memory.limit_in_bytes"
say --engine=containerd --quiet --rule=supply/written-program --rule=limits/kernel-differs --rule=privilege/kernel-differs --rule=user/kernel-differs --rule=mount/kernel-differs

echo "# Settings in effect: the file that it was started with, and what that imports"
mkdir "$SCRATCH/conf.d"
sed -i 's|^version = 2|&\nimports = ["conf.d/*.toml"]|' "$SCRATCH/containerd.toml"
cat > "$SCRATCH/conf.d/registries.toml" <<'TEXT'
version = 2
[debug]
  level = "debug"
[plugins."io.containerd.grpc.v1.cri".registry.configs."registry.lan".tls]
  insecure_skip_verify = true
TEXT
part=machine say --engine=containerd --isolated --quiet --rule=privilege/lsm-off --rule=insight/log-level --rule=supply/insecure-registry \
  --rule=update/end-of-life --rule=access/no-authorization-plugin

echo "# The engine stops in the middle, then dies"
kill -STOP "$containerd"
say --engine=containerd --patience=1 --quiet
kill -CONT "$containerd"
trap - EXIT
stop_containerd
say --engine=containerd --quiet
CONTAINERD_ADDRESS=tcp://10.0.0.1:1 say --engine=containerd --quiet
