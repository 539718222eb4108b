#!/usr/bin/env bash
# `boltseal gate docker` as the authorization plugin of a real dockerd.
engine=docker
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need dockerd docker docker-compose curl busybox iptables ip python3
hide_engines
mkdir -p -m 755 "$SCRATCH/policy" /run/docker/plugins
export BOLTSEAL_GATE=$SCRATCH/policy/gate.yaml
records=$SCRATCH/policy/decisions.jsonl
export DOCKER_HOST=unix://$SCRATCH/docker.sock DOCKER_CONFIG=$SCRATCH/config DOCKER_BUILDKIT=0 DOCKER_CLI_HINTS=false
policy() {
  printf 'fail_on: high\ngate: {records: decisions.jsonl%s}\n' "$*" > "$BOLTSEAL_GATE"
  [[ -z ${gate:-} ]] || kill -HUP "$gate"
}
start_gate() {
  boltseal gate docker --engine-socket="$SCRATCH/docker.sock" 2>> "$SCRATCH/gate.log" &
  gate=$!
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if curl -sf --unix-socket /run/docker/plugins/boltseal.sock http://gate/readyz > /dev/null; then return; fi
    sleep 0.1
  done
  cat "$SCRATCH/gate.log" >&2
  return 1
}
policy ", mode: audit"
start_gate
trap 'kill "$gate" "${dockerd:-$gate}" 2> /dev/null || true; wait' EXIT
start_dockerd --authorization-plugin=boltseal
make_image
policy
sleep 0.2
rm "$records"

# try COMMAND…: what it prints, and its exit code.
try() {
  local status=0
  echo "$ $*" | plain
  "$@" 2>&1 | plain | sed -E '/^Run .docker run --help/d; /^$/d; /DEPRECATED|Install the buildx|docs.docker.com\/go\/buildx|^ *BuildKit is|^ *environment-variable|^image app|its digest. Each|possibly leading|versions of the image|Sending build context|^Creating/d; s/^[0-9a-z]{25}$/ID/; s/sha256:[0-9a-f]{64}/sha256:…/; s/\b[0-9a-f]{12}\b/ID/g' || status=${PIPESTATUS[0]}
  echo "exit $status"
  echo
}
# api METHOD PATH BODY [CURL-OPTION…]: a call without a client that thinks.
api() {
  local method=$1 path=$2 body=$3
  shift 3
  echo "$ $method $path ${body:0:160} $*" | plain
  curl -s --path-as-is --max-time 20 --unix-socket "$SCRATCH/docker.sock" -X "$method" -H 'Content-Type: application/json' --data-binary "$body" "$@" "http://localhost$path" |
    plain | sed -E 's/[0-9a-f]{64}/ID/g'
  echo
}
# What was decided; how often, and in which order clients ask, differs.
decisions() {
  python3 -c '
import json, sys
for line in open(sys.argv[1]):
    each = json.loads(line)
    print(each["door"], each["call"], each["mode"], each["decision"], *sorted({finding["rule"] for finding in each["denied"]}))' "$records" |
    LC_ALL=C sort -u
  rm -f "$records"
  echo
}
safe=(--rm --user=10001 --memory=64m --network=none)

echo "# What is ordinary works"
try docker run "${safe[@]}" busybox:1.36 busybox echo started
docker run --detach --name web --user=10001 --network=none busybox:1.36 sleep 1000 > /dev/null
try docker exec web busybox echo reached
try docker logs web
docker volume create data > /dev/null
try docker run "${safe[@]}" --volume=data:/data:ro busybox:1.36 busybox echo mounted
mkdir "$SCRATCH/build"
printf 'FROM busybox:1.36\nRUN busybox touch /tmp/built\nUSER 10001\n' > "$SCRATCH/build/Dockerfile"
try docker build --quiet --network=none --tag app "$SCRATCH/build"
try docker run --rm --network=none app busybox echo "the user of the image"
cat > "$SCRATCH/compose.yaml" <<TEXT
services:
  one: {image: app, command: sleep 1000, read_only: true, networks: [inner], volumes: ["kept:/kept"]}
  two: {image: app, command: sleep 1000, read_only: true, networks: [inner]}
networks: {inner: {}}
volumes: {kept: {}}
TEXT
try docker-compose --ansi never --file "$SCRATCH/compose.yaml" --project-name sealed up --detach
docker-compose --file "$SCRATCH/compose.yaml" --project-name sealed down > /dev/null 2>&1
decisions

echo "# What is not"
try docker run --rm busybox:1.36 busybox echo started
try docker run "${safe[@]}" --privileged busybox:1.36 busybox echo started
try docker run "${safe[@]}" --cap-add=sys_admin busybox:1.36 busybox echo started
try docker run "${safe[@]}" --pid=host busybox:1.36 busybox echo started
try docker run "${safe[@]}" --volume=/run:/host busybox:1.36 busybox echo started
ln -s / "$SCRATCH/policy/innocent"
try docker run "${safe[@]}" --volume="$SCRATCH/policy/innocent:/host" busybox:1.36 busybox echo started
mkdir -m 777 "$SCRATCH/open"
mkdir "$SCRATCH/open/data"
try docker run "${safe[@]}" --volume="$SCRATCH/open/data:/data" busybox:1.36 busybox echo started
try docker run "${safe[@]}" --runtime=io.containerd.runc.v2 busybox:1.36 busybox echo started
try docker run "${safe[@]}" --security-opt=seccomp:unconfined busybox:1.36 busybox echo started
try docker volume create --opt type=none --opt o=bind --opt device=/run trojan
try docker exec --user=0 web busybox echo reached
try docker exec --privileged web busybox echo reached
try docker build --quiet --network=host "$SCRATCH/build"
try docker cp "$SCRATCH/build/Dockerfile" web:/tmp/
try docker plugin disable boltseal
try docker plugin rm --force boltseal
try docker swarm init --advertise-addr=127.0.0.1
printf 'services: {one: {image: app, privileged: true}}\n' > "$SCRATCH/compose.yaml"
try docker-compose --ansi never --file "$SCRATCH/compose.yaml" --project-name sealed up --detach
docker-compose --file "$SCRATCH/compose.yaml" --project-name sealed down > /dev/null 2>&1
decisions

echo "# Without a client"
privileged='{"Image":"busybox:1.36","User":"10001","HostConfig":{"Privileged":true}}'
create=/v1.41/containers/create
api POST "$create" "$privileged"
# CVE-2024-41110: a length of nothing, and a body all the same.
api POST "$create" "$privileged" -H 'Content-Length: 0'
printf 'POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n%s' "$create" "$privileged" |
  timeout 10 python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(sys.stdin.buffer.read())
print(s.makefile("rb").readline().decode())' "$SCRATCH/docker.sock"
# CVE-2026-34040: more than dockerd hands on.
python3 -c 'print("{\"Image\":\"busybox:1.36\",\"User\":\"10001\",\"Labels\":{\"x\":\"" + "x" * 2000000 + "\"},\"HostConfig\":{\"Privileged\":true}}")' > "$SCRATCH/large"
api POST "$create" "@$SCRATCH/large"
api POST "$create" "$privileged" -H 'Transfer-Encoding: chunked'
api POST "$create" "$privileged" -H 'Content-Type: text/plain'
api POST /v1.41/containers/%63reate "$privileged"
api POST /v1.41//containers/create "$privileged"
api POST /containers/x/../create "$privileged"
api POST "$create" '{"Image":"busybox:1.36","User":"10001","HostConfig":{"privileged":true}}'
api POST "$create" '{"Image":"busybox:1.36","User":"10001","HostConfig":{"Privileged":true,"privileged":false}}'
api POST "$create" '{"Image":"busybox:1.36","User":"10001","Privileged":true}'
api POST "$create" '{"Image":"busybox:1.36","u\u017fer":"0","HostConfig":{}}'
api POST "$create" '{"Image":"busybox:1.36","User":"10001","HostConfig":{"PidMode":"host"}}{}'
api POST /v1.41/containers/web/start '{"Privileged":true}'
api GET /v1.41/nonsense ''
decisions

echo "# Behind other calls on one connection"
docker run --detach --interactive --name reader --user=10001 --network=none busybox:1.36 busybox cat > /dev/null
python3 "$(dirname "${BASH_SOURCE[0]}")/smuggle.py" "$SCRATCH/docker.sock" reader
docker start web > /dev/null
echo "smuggled: $(docker ps --all --quiet --filter name=smuggled | wc -l)"
docker rm --force reader > /dev/null
decisions

echo "# A container that was there before, and what joins one"
policy ", mode: audit"
sleep 0.2
docker create --name old --privileged --user=10001 busybox:1.36 sleep 1000 > /dev/null
policy
sleep 0.2
try docker start old
try docker run "${safe[@]}" --volumes-from=old busybox:1.36 busybox echo started
try docker run "${safe[@]}" --pid=container:web busybox:1.36 busybox echo joined
decisions

echo "# In a Swarm"
policy ", mode: audit"
sleep 0.2
docker swarm init --advertise-addr=127.0.0.1 > /dev/null
policy
sleep 0.2
try docker service create --detach --quiet --name safe --user=10001 app
try docker service create --detach --quiet --user=0 app
try docker service create --detach --quiet --user=10001 --mount=type=bind,source=/run,target=/host app
try docker service create --detach --quiet --user=10001 --network=host app
try docker service update --detach --quiet --cap-add=SYS_ADMIN safe
policy ", mode: audit"
sleep 0.2
docker swarm leave --force > /dev/null
policy
sleep 0.2
rm -f "$records"

echo "# Closed when the gate is not there"
kill -KILL "$gate"
wait "$gate" 2> /dev/null || true
for call in "run ${safe[*]} busybox:1.36 busybox echo started" ps; do
  # shellcheck disable=SC2086
  if docker $call > "$SCRATCH/log" 2>&1; then echo "docker ${call%% *}: done"; else echo "docker ${call%% *}: denied"; fi
done
start_gate
try docker run "${safe[@]}" busybox:1.36 busybox echo started
rm -f "$records"
mkdir "$records"
try docker run "${safe[@]}" busybox:1.36 busybox echo started
rmdir "$records"
docker rm --force web old > /dev/null
