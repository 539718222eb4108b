# What the audits of different engines have in common, for scripts that source proofs.sh and set `engine`: containers with
# one fault each, and what an audit says of them.
# shellcheck shell=bash

# safe NAME OPTION…: a container without a fault, but for what the options bring.
safe() {
  local name=$1
  shift
  "$engine" create --name "$name" "${safe[@]}" "$@" busybox:1.36 sleep 1000 > /dev/null 2> "$SCRATCH/log" ||
    { echo "not created: $name: $(tail -n 1 "$SCRATCH/log")"; return 0; }
}

# without OPTION NAME OPTION…: the same without one of the options of a safe container.
without() {
  local left=$1 name=$2 option
  shift 2
  local kept=()
  for option in "${safe[@]}"; do
    [[ $option == "$left"* ]] || kept+=("$option")
  done
  "$engine" create --name "$name" "${kept[@]}" "$@" busybox:1.36 sleep 1000 > /dev/null
}

# Each is named for its fault. What this machine cannot start is looked at all the same, since it was created.
make_faults() {
  network=safe-net
  "$engine" network create --internal "$network" > "$SCRATCH/log"
  safe=(--user=10001:10001 --read-only --cap-drop=ALL --security-opt=no-new-privileges --memory=64m --cpus=0.5
    --pids-limit=50 --restart=on-failure:3 --ulimit=nofile=1024:1024 --cgroupns=private
    "--health-cmd=wget -qO- http://127.0.0.1:8080/" --network="$network" "${safe_log[@]}")
  safe safe
  without --user user-root
  safe user-zero --user=0
  without --read-only root-writable
  without --cap-drop capabilities-kept
  safe capability-sys-admin --cap-add=SYS_ADMIN
  safe capability-net-raw --cap-add=NET_RAW
  without --security-opt=no-new gain
  safe seccomp-off --security-opt=seccomp=unconfined
  without --memory memory
  without --cpus cpu
  without --pids-limit pids --pids-limit=-1
  without --ulimit files
  without --restart restart-always --restart=always
  without --health-cmd health-none
  without --health-cmd health-off --no-healthcheck
  safe privileged --privileged
  safe pid-host --pid=host
  safe ipc-host --ipc=host
  safe uts-host --uts=host
  without --cgroupns cgroup-host --cgroupns=host
  without --network network-host --network=host
  without --network port-everywhere --publish=8080:80
  without --network default-bridge
  safe device --device="$device"
  safe mount-etc --volume=/etc:/host:ro
  safe mount-root --volume=/:/host
  safe mount-writable --volume="$SCRATCH/host:/data"
  safe mount-shared --mount="type=bind,source=$SCRATCH/host,target=/data,readonly,bind-propagation=rshared"
  safe socket --volume="$own_socket:/run/engine.sock"
  safe socket-folder --volume=/var/run:/host/run:ro
  safe secret --env=DATABASE_PASSWORD=correct-horse-battery
  safe unmasked --security-opt="$unmasked"
  without --log-opt logs-unbounded --log-driver="$file_log"
  # Volumes that are something else; the last is as it should be.
  "$engine" volume create --opt type=nfs --opt o=addr=10.0.0.1 --opt device=:/files files > "$SCRATCH/log"
  "$engine" volume create --opt type=none --opt o=bind --opt device=/etc etc > "$SCRATCH/log"
  "$engine" volume create --opt type=nfs --opt o=addr=10.0.0.1,ro,nosuid,nodev --opt device=:/files safe-files > "$SCRATCH/log"
  safe volume-nfs --volume=files:/data
  safe volume-etc --volume=etc:/data
  safe volume-nfs-safe --volume=safe-files:/data
}

# say ARGUMENT…: an audit of containers (or another $part) with these, and its exit code.
say() {
  local part=${part:-containers}
  local status=0
  echo "$ boltseal audit --only=$part $*"
  boltseal audit --only="$part" "$@" 2>&1 | plain | sed -E 's/sha256:[0-9a-f]+/sha256:…/g' || status=${PIPESTATUS[0]}
  echo "exit $status"
  echo
}

# What each container's findings are, without lines, which move with the engine's version.
faults() {
  { boltseal audit --engine="$engine" --only=containers --profile=strict --format=json 2> "$SCRATCH/err" || [[ $? -ne 2 ]]; } |
    python3 -c '
import json, sys
said = {}
for finding in json.load(sys.stdin)["findings"]:
    for subject in finding["subjects"]:
        said.setdefault(subject, set()).add(finding["rule"])
for subject in sorted(said):
    print(subject + ": " + " ".join(sorted(said[subject])))'
}
