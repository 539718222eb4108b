# What audits of real networks have in common, for scripts that source proofs.sh and audits.sh and set `engine`.
# shellcheck shell=bash

# /sys shows the network namespace that it was mounted in.
own_sys() {
  mkdir -p "$SCRATCH/cgroup"
  mount --rbind /sys/fs/cgroup "$SCRATCH/cgroup"
  mount -t sysfs none /sys
  mount --rbind "$SCRATCH/cgroup" /sys/fs/cgroup
}

# serve NAME OPTION…: a container that listens on 8080.
serve() {
  local name=$1
  shift
  "$engine" run --detach --name "$name" "$@" busybox:1.36 httpd -f -p 8080 > /dev/null
}

# look TITLE: the network, tried out, and what is said of it.
look() {
  echo "# $1"
  local arguments=(--engine="$engine" --only=network --isolated --fail-on=never)
  { boltseal audit "${arguments[@]}" --probe 2> "$SCRATCH/err" || echo "exit $?"; } > "$SCRATCH/said"
  sed '/^$/q' "$SCRATCH/said" | names
  { boltseal audit "${arguments[@]}" --probe --quiet --profile=strict 2>> "$SCRATCH/err" || echo "exit $?"; } | names
  grep -vE ' containers?$' "$SCRATCH/err" || true
  echo
}

# Bridges are named after ids.
names() { plain | sed -E 's/br-[0-9a-f]{12}/br-ID/g'; }
