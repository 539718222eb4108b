#!/usr/bin/env bash
# `audit` of real LXC: containers with one fault each, and what the kernel shows of one that runs.
engine=lxc
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"

need lxc-start lxc-info lxc-stop busybox ip
hide_engines
mkdir -p /var/lib/lxc
mount -t tmpfs none /var/lib/lxc

safe=(
  "lxc.include = /usr/share/lxc/config/common.conf"
  "lxc.idmap = u 0 100000 65536"
  "lxc.idmap = g 0 100000 65536"
  "lxc.apparmor.profile = generated"
  "lxc.seccomp.profile = /usr/share/lxc/config/common.seccomp"
  "lxc.no_new_privs = 1"
  "lxc.rootfs.options = ro"
  "lxc.cgroup2.memory.max = 64M"
  "lxc.cgroup2.pids.max = 50"
  "lxc.cgroup2.cpu.max = 50000 100000"
  "lxc.prlimit.nofile = 1024"
  "lxc.net.0.type = empty"
)

# made NAME WITHOUT LINE…: a container without a fault, but without the lines that begin with WITHOUT, and with others.
made() {
  local name=$1 left=$2 line
  shift 2
  mkdir -p "/var/lib/lxc/$name/rootfs"
  {
    echo "lxc.rootfs.path = dir:/var/lib/lxc/$name/rootfs"
    for line in "${safe[@]}"; do
      [[ $line == "$left"* ]] || echo "$line"
    done
    (($# == 0)) || printf '%s\n' "$@"
  } > "/var/lib/lxc/$name/config"
}

mkdir "$SCRATCH/host"
made safe none
made user-root lxc.idmap "lxc.cap.keep = none"
made root-writable lxc.rootfs.options
made capabilities-kept lxc.idmap "lxc.init.uid = 1000" "lxc.init.gid = 1000"
made capability-sys-admin lxc.idmap "lxc.init.uid = 1000" "lxc.init.gid = 1000" "lxc.cap.keep = sys_admin"
made gain lxc.no_new_privs
made seccomp-none lxc.seccomp.profile "lxc.seccomp.profile ="
made apparmor-off lxc.apparmor "lxc.apparmor.profile = unconfined"
made memory lxc.cgroup2.memory
made pids lxc.cgroup2.pids
made cpu lxc.cgroup2.cpu
made files lxc.prlimit
made network-host lxc.net "lxc.net.0.type = none"
made pid-host none "lxc.namespace.share.pid = 1"
made ipc-host none "lxc.namespace.keep = ipc"
made uts-host none "lxc.namespace.keep = uts"
made device-memory none "lxc.cgroup2.devices.allow = c 1:1 rwm"
made device none "lxc.cgroup2.devices.allow = b 8:* rwm"
made mount-etc none "lxc.mount.entry = /etc host none rbind,ro,create=dir 0 0"
made mount-root none "lxc.mount.entry = / host none rbind,create=dir 0 0"
made mount-writable none "lxc.mount.entry = $SCRATCH/host data none bind,create=dir 0 0"
made mount-shared none "lxc.mount.entry = $SCRATCH/host data none bind,ro,rshared,create=dir 0 0"
made socket none "lxc.mount.entry = /var/run/docker.sock run/docker.sock none bind,create=file 0 0"
made socket-folder none "lxc.mount.entry = /run host/run none rbind,ro,create=dir 0 0"
made secret none "lxc.environment = DATABASE_PASSWORD=correct-horse-battery"
made unmasked none "lxc.mount.auto = proc:rw"
faults

echo
echo "# What the kernel shows of one that runs"
mkdir -p /var/lib/lxc/busy/rootfs/{bin,proc,sys,dev,tmp,etc}
cp "$(command -v busybox)" /var/lib/lxc/busy/rootfs/bin/busybox
ln -s busybox /var/lib/lxc/busy/rootfs/bin/sleep
cat > /var/lib/lxc/busy/config <<'TEXT'
lxc.rootfs.path = dir:/var/lib/lxc/busy/rootfs
lxc.init.cmd = /bin/sleep 1000
lxc.apparmor.profile = unconfined
lxc.net.0.type = empty
lxc.cap.keep = net_bind_service
lxc.cgroup.memory.limit_in_bytes = 64M
lxc.cgroup2.memory.max = 64M
TEXT
lxc-start --name busy --logfile "$SCRATCH/lxc.log" || skip "LXC starts no container: $(tail -n 3 "$SCRATCH/lxc.log")"
trap 'lxc-stop --kill --name busy' EXIT
pid=$(lxc-info --name busy --pid --no-humanize)
cgroup=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' "/proc/$pid/cgroup")
echo -1 > "$cgroup/memory.limit_in_bytes"
say --engine=lxc --quiet --rule=limits/kernel-differs --rule=privilege/kernel-differs --rule=user/kernel-differs --rule=mount/kernel-differs --rule=user/root
boltseal check --quiet --rule=user/root /var/lib/lxc/busy/config || true
