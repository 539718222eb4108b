# What the audits of containerd and of the CRI have in common, for scripts that source proofs.sh and audits.sh.
# shellcheck shell=bash

socket=/run/containerd/containerd.sock
image=docker.io/library/busybox:1.36

# start_containerd [TOML]: with more of its settings.
start_containerd() {
  mkdir -p /run/containerd "$SCRATCH/cni"
  cat > "$SCRATCH/containerd.toml" <<TEXT
version = 2
root = "$SCRATCH/data/root"
state = "$SCRATCH/data/state"
[grpc]
  address = "$socket"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/library/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$SCRATCH/cni"
${1:-}
TEXT
  cat > "$SCRATCH/cni/pods.conflist" <<TEXT
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{"type": "ptp", "ipam":
  {"type": "host-local", "dataDir": "$SCRATCH/addresses", "ranges": [[{"subnet": "10.99.0.0/24"}]]}}]}
TEXT
  containerd --config "$SCRATCH/containerd.toml" > "$SCRATCH/containerd.log" 2>&1 &
  containerd=$!
  trap stop_containerd EXIT
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if ctr version > /dev/null 2>&1; then return; fi
    sleep 0.1
  done
  skip "containerd does not start: $(tail -n 3 "$SCRATCH/containerd.log")"
}

# What a container runs outlives the engine.
stop_containerd() {
  local namespace task
  for namespace in $(ctr namespaces ls -q 2> /dev/null); do
    for task in $(ctr --namespace "$namespace" task ls -q); do
      ctr --namespace "$namespace" task kill --signal KILL "$task" || true
    done
  done
  kill "$containerd" 2> /dev/null || true
  wait
}

# import_images NAMESPACE [VARIABLE=VALUE]: busybox, and a pause that is the same under another name.
import_images() {
  local tree=$SCRATCH/image name
  if [[ ! -e $tree ]]; then
    mkdir -p "$tree"/{bin,tmp,etc,proc,sys,dev}
    cp "$(command -v busybox)" "$tree/bin/busybox"
    for name in sh sleep touch; do ln -s busybox "$tree/bin/$name"; done
    tar -C "$tree" -cf "$SCRATCH/layer.tar" .
  fi
  python3 "$(dirname "${BASH_SOURCE[0]}")/oci_image.py" "$SCRATCH/layer.tar" "$SCRATCH/image.tar" "$image" docker.io/library/pause:1 "${@:2}"
  ctr --namespace "$1" images import "$SCRATCH/image.tar" > "$SCRATCH/log" 2>&1 || skip "no image: $(cat "$SCRATCH/log")"
}
