#!/usr/bin/env bash
# `audit` of a real dockerd: containers with one fault each, what the kernel shows, and an engine that dies.
engine=docker
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../examples" && pwd)
need dockerd docker busybox iptables ip python3
hide_engines
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=$SCRATCH/config
start_dockerd
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT
make_image

safe_log=(--log-driver=json-file --log-opt=max-size=10m)
file_log=json-file unmasked=systempaths=unconfined
own_socket=/var/run/docker.sock device=/dev/mem
mkdir "$SCRATCH/host"
make_faults
faults

echo
echo "# The same as a client of 1.24 gets it, the oldest version that is read"
faults > "$SCRATCH/now"
ln "$SCRATCH/docker.sock" "$SCRATCH/engine.sock"
python3 "$(dirname "${BASH_SOURCE[0]}")/api_version.py" "$SCRATCH/engine.sock" "$SCRATCH/old.sock" 1.24 &
old=$!
until [[ -S $SCRATCH/old.sock ]]; do sleep 0.1; done
# The daemon's own socket, which is known by its flags, answers nobody meanwhile.
mount --bind /dev/null "$SCRATCH/docker.sock"
DOCKER_HOST=unix://$SCRATCH/old.sock faults | diff "$SCRATCH/now" - && echo "nothing is said otherwise"
sed -E 's/^(docker at .*old.sock), [^:]*/\1/' "$SCRATCH/err" | plain
umount "$SCRATCH/docker.sock"
kill "$old"

echo
echo "# What the kernel shows, and what came since"
"$engine" run --detach --name busy --log-opt=max-size=10m busybox:1.36 sleep 1000 > /dev/null
"$engine" exec busy sh -c 'echo "#!/bin/sh" > /tmp/tool; busybox chmod +x /tmp/tool; touch /tmp/notes'
pid=$("$engine" inspect --format '{{.State.Pid}}' busy)
# Somebody lifts a limit and mounts the engine's socket behind the engine's back.
"$engine" update --memory=64m --memory-swap=64m busy > /dev/null
cgroup=$(sed -n 's/^[0-9]*:memory:/\/sys\/fs\/cgroup\/memory/p' "/proc/$pid/cgroup")
echo -1 > "$cgroup/memory.memsw.limit_in_bytes" 2> /dev/null || true
echo -1 > "$cgroup/memory.limit_in_bytes"
tar -C "$SCRATCH/image" -c . | "$engine" import --change 'LABEL build=2' - docker.io/library/busybox:1.36 > "$SCRATCH/log"
say --engine=docker --quiet --rule=supply/written-program --rule=update/stale-container --rule=limits/kernel-differs --rule=privilege/kernel-differs --rule=user/kernel-differs --rule=mount/kernel-differs | grep -E 'busy:|exit'

echo "# What the packages of an image are known for"
boltseal db build "$examples/image/advisories" -o "$SCRATCH/advisories.db" > "$SCRATCH/log"
cp -r "$SCRATCH/image" "$SCRATCH/labels"
for layer in 1-base 2-curl; do cp -r "$examples/image/layers/$layer/." "$SCRATCH/labels"; done
tar -C "$SCRATCH/labels" -c . | "$engine" import - shop/labels:1.0 > "$SCRATCH/log"
for name in labels-1 labels-2; do
  "$engine" run --detach --name "$name" shop/labels:1.0 sleep 1000 > /dev/null
done
BOLTSEAL_DB=$SCRATCH/advisories.db say --engine=docker --quiet --rule=update/outdated-package --rule=update/end-of-life

echo "# Against a file"
mkdir "$SCRATCH/shop"
cd "$SCRATCH/shop"
cat > compose.yaml <<'YAML'
services:
  web:
    image: busybox:1.36
    user: "10001"
    privileged: true
YAML
labels=(--label=com.docker.compose.service=web --label=com.docker.compose.project=shop
  --label=com.docker.compose.project.config_files="$SCRATCH/shop/compose.yaml")
"$engine" create --name shop-web-1 "${labels[@]}" --privileged --pid=host busybox:1.36 sleep 1000 > /dev/null
say --engine=docker --against=compose.yaml --quiet --profile=minimal --rule=user/root --rule=privilege/privileged --rule=insight/undeclared-container | grep -E 'shop-web|container safe:|exit'
cd "$SCRATCH"

echo "# The engine stops in the middle, then dies"
kill -STOP "$dockerd"
say --engine=docker --patience=1 --quiet
kill -CONT "$dockerd"
kill -KILL "$dockerd"
wait "$dockerd" 2> /dev/null || true
say --engine=docker --quiet
