#!/usr/bin/env bash
# `check --fix --prove` against a real dockerd. It is called as root in namespaces of its own (docker_test.cpp), works in
# the folder $SCRATCH, and prints what it sees; exit code 77: there is no engine that could be started here.
set -euo pipefail

skip() {
  echo "$*" >&2
  exit 77
}

for program in dockerd docker busybox iptables ip; do
  command -v "$program" > /dev/null || skip "there is no $program"
done
docker compose version > /dev/null 2>&1 || command -v docker-compose > /dev/null || skip "there is no Compose"

# Nothing of this machine's own engine is touched, whatever it is.
mount -t tmpfs none /run
if [[ -d /etc/docker ]]; then mount -t tmpfs none /etc/docker; fi
if [[ -d /var/lib/docker ]]; then mount -t tmpfs none /var/lib/docker; fi
ip link set lo up
export DOCKER_HOST=unix://$SCRATCH/docker.sock TMPDIR=$SCRATCH/tmp DOCKER_CONFIG=${DOCKER_CONFIG:-$HOME/.docker}
mkdir -p "$TMPDIR" "$SCRATCH/data"
# Where containers are kept may be an overlay itself, on which no other can stand.
mount -t tmpfs none "$SCRATCH/data"

start_engine() {
  dockerd --data-root "$SCRATCH/data" --exec-root "$SCRATCH/exec" --pidfile "$SCRATCH/pid" -H "$DOCKER_HOST" \
    >> "$SCRATCH/dockerd.log" 2>&1 &
  engine=$!
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if docker version > /dev/null 2>&1; then return; fi
    kill -0 "$engine" 2> /dev/null || break
    sleep 0.1
  done
  skip "dockerd does not start: $(tail -n 3 "$SCRATCH/dockerd.log")"
}

make_image() {
  local tree=$SCRATCH/image name
  mkdir -p "$tree"/{bin,tmp,etc,proc,sys,dev}
  cp "$(command -v busybox)" "$tree/bin/busybox"
  for name in sh sleep httpd wget touch cat; do ln -s busybox "$tree/bin/$name"; done
  tar -C "$tree" -c . | docker import - busybox:1.36 > /dev/null
  docker run --rm --network=none busybox:1.36 sleep 0 || skip "dockerd starts no container"
}

# What differs from run to run, and from Compose to Compose.
plain() { sed -E "s/^(! run by +Docker).*/\1/; s/boltseal-proof-[0-9]+-[0-9]+/PROJECT/g; s#$SCRATCH#SCRATCH#g; /^!   \|/d"; }

# project NAME: makes the folder NAME with what is on standard input as its Compose file.
project() {
  mkdir -p "$SCRATCH/$1/site"
  cat > "$SCRATCH/$1/compose.yaml"
  cp "$SCRATCH/$1/compose.yaml" "$SCRATCH/$1.before"
}

# prove NAME ARGUMENT…: what is said and what is written.
prove() {
  local name=$1 status=0
  shift
  cd "$SCRATCH/$name"
  echo "$ boltseal check --fix=all --prove $*  # $name"
  boltseal check --fix=all --prove --fail-on=never "$@" . > /dev/null 2> "$SCRATCH/err" || status=$?
  sed 's/^/! /' "$SCRATCH/err" | plain
  ((status == 0)) || echo "exit $status"
  diff "$SCRATCH/$name.before" compose.yaml | plain || true
  left_over
  echo
}

# Prints what should not be there any more.
left_over() {
  if docker version > /dev/null 2>&1; then
    docker ps --all --format 'left: container {{.Names}}'
    docker volume ls --format 'left: volume {{.Name}}'
    docker network ls --filter=type=custom --format 'left: network {{.Name}}'
    docker images --filter=dangling=false --format '{{.Repository}}' | grep -v '^busybox$' | sed 's/^/left: image /' || true
  fi
  ls -A "$TMPDIR" | sed 's/^/left: file /'
}

start_engine
make_image
trap 'kill "$engine" 2> /dev/null || true; wait' EXIT

# Everything works before and after, though port 80 of the host and the names are taken.
mkdir "$SCRATCH/host"
project works <<YAML
services:
  web:
    image: busybox:1.36
    container_name: taken
    command: sh -c "touch /host/written; exec httpd -f -p 8080 -h /site"
    ports: ["80:8080"]
    privileged: true
    volumes:
      - ./site:/site
      - $SCRATCH/host:/host
      - data:/data
    healthcheck:
      test: wget -qO- http://127.0.0.1:8080/index.html
      interval: 10s
    restart: always
  job:
    image: busybox:1.36
    command: wget -qO- http://taken:8080/index.html
    depends_on:
      - web
    restart: on-failure
volumes:
  data:
    name: taken
YAML
echo hello > "$SCRATCH/works/site/index.html"
prove works --rule=privilege/privileged --rule=mount/writable-bind --rule=limits/memory
echo "written on the host: $(ls -A "$SCRATCH/host" | wc -l)"
echo

# What the repair takes away is needed.
project writes <<'YAML'
services:
  writer:
    image: busybox:1.36
    command: sh -c "touch /site/mine && exec httpd -f -p 8080 -h /site"
    volumes: ["./site:/site"]
  other:
    image: busybox:1.36
    command: sleep 1000
YAML
prove writes --rule=mount/writable-bind
ls -A "$SCRATCH/writes/site"

# Nothing works before: there is nothing to compare.
project broken <<'YAML'
services:
  web:
    image: busybox:1.36
    command: sh -c "exit 3"
YAML
prove broken --rule=limits/memory

# Interrupted while its containers run.
project waits <<'YAML'
services:
  web:
    image: busybox:1.36
    command: sleep 1000
    healthcheck: { test: "false" }
YAML
cd "$SCRATCH/waits"
for signal in INT TERM; do
  # A shell in the background ignores SIGINT and hands that on.
  setsid env --default-signal=INT,TERM boltseal check --fix=all --prove . > /dev/null 2> "$SCRATCH/err" &
  pid=$!
  for ((tries = 0; tries < 150; tries++)); do
    [[ -z $(docker ps --quiet) ]] || break
    sleep 0.1
  done
  kill "-$signal" "$pid"
  status=0
  wait "$pid" || status=$?
  echo "$ boltseal check --fix=all --prove  # interrupted by $signal"
  sed 's/^/! /' "$SCRATCH/err" | plain
  echo "exit $status"
  cmp "$SCRATCH/waits.before" compose.yaml
  left_over
  echo
done

# The engine dies in between, and with it what could remove its containers.
boltseal check --fix=all --prove --fail-on=never . > /dev/null 2> "$SCRATCH/err" &
pid=$!
for ((tries = 0; tries < 150; tries++)); do
  [[ -z $(docker ps --quiet) ]] || break
  sleep 0.1
done
kill -KILL "$engine"
status=0
wait "$pid" || status=$?
echo "$ boltseal check --fix=all --prove  # the engine dies"
sed 's/^/! /' "$SCRATCH/err" | plain | sed -E 's/(left over .*PROJECT: ).*/\1…/'
echo "exit $status"
cmp "$SCRATCH/waits.before" compose.yaml
left_over
