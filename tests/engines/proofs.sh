# What docker.sh and podman.sh have in common, which set `engine` to a program first: proofs that are the same on every
# engine. They are called as root in namespaces of their own (engines_test.cpp), work in the folder $SCRATCH, and print
# what they see; exit code 77: there is no engine that could be started here.
# shellcheck shell=bash
set -euo pipefail

skip() {
  echo "$*" >&2
  exit 77
}

# need PROGRAM…
need() {
  local program
  for program in "$@"; do
    command -v "$program" > /dev/null || skip "there is no $program"
  done
}

# Nothing of this machine's own engines is touched, whatever they are.
hide_engines() {
  local folder
  for folder in /run /dev/shm /etc/docker /var/lib/docker /var/lib/containers; do
    if [[ -d $folder ]]; then mount -t tmpfs none "$folder"; fi
  done
  ip link set lo up
  export TMPDIR=$SCRATCH/tmp
  mkdir -p "$TMPDIR" "$SCRATCH/data"
  # Where containers are kept may be an overlay itself, on which no other can stand.
  mount -t tmpfs none "$SCRATCH/data"
}

# start_dockerd FLAG…
start_dockerd() {
  dockerd --data-root "$SCRATCH/data" --exec-root "$SCRATCH/exec" --pidfile "$SCRATCH/pid" -H "$DOCKER_HOST" "$@" \
    >> "$SCRATCH/dockerd.log" 2>&1 &
  dockerd=$!
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if docker version > /dev/null 2>&1; then return; fi
    kill -0 "$dockerd" 2> /dev/null || break
    sleep 0.1
  done
  skip "dockerd does not start: $(tail -n 3 "$SCRATCH/dockerd.log")"
}

configure_podman() {
  unset DOCKER_HOST CONTAINER_HOST
  export CONTAINERS_CONF=$SCRATCH/containers.conf CONTAINERS_STORAGE_CONF=$SCRATCH/storage.conf
  # runc knows both versions of control groups. The limits are those that root may have in a container of a container.
  cat > "$CONTAINERS_CONF" <<TEXT
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_config_dir = "$SCRATCH/networks"
TEXT
  cat > "$CONTAINERS_STORAGE_CONF" <<TEXT
[storage]
driver = "overlay"
graphroot = "$SCRATCH/data/root"
runroot = "$SCRATCH/data/run"
TEXT
}

start_podman() {
  mkdir -p /run/podman
  podman system service --time=0 unix:///run/podman/podman.sock > "$SCRATCH/service.log" 2>&1 &
  service=$!
  trap 'kill "$service" 2> /dev/null || true; wait' EXIT
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    [[ ! -S /run/podman/podman.sock ]] || break
    sleep 0.1
  done
}

make_image() {
  local tree=$SCRATCH/image name
  mkdir -p "$tree"/{bin,tmp,etc,proc,sys,dev}
  cp "$(command -v busybox)" "$tree/bin/busybox"
  for name in sh sleep httpd wget touch cat; do ln -s busybox "$tree/bin/$name"; done
  tar -C "$tree" -c . | "$engine" import - docker.io/library/busybox:1.36 > "$SCRATCH/log" 2>&1
  "$engine" run --rm --network=none busybox:1.36 sleep 0 > "$SCRATCH/log" 2>&1 ||
    skip "$engine starts no container: $(tail -n 3 "$SCRATCH/log")"
}

# Takes the image from the engine, in the test that asks for it by this variable (save_test.cpp).
save_image() {
  # Whoever starts this may run one share of all tests; this is the whole of another run.
  unset GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX
  BOLTSEAL_ENGINE_IMAGE=busybox:1.36 "$BOLTSEAL_TESTS" --gtest_filter='SavedImage.*' --gtest_brief=1 > "$SCRATCH/saved" || {
    cat "$SCRATCH/saved"
    return 1
  }
  grep '^by ' "$SCRATCH/saved" | plain
}

# What differs from run to run, and from Compose to Compose.
plain() { sed -E "s/^(! run by +(Docker|Podman)).*/\1/; s/boltseal-proof-[0-9]+-[0-9]+/PROJECT/g; s#$SCRATCH#SCRATCH#g; /^!   \|/d"; }

# project NAME: makes the folder NAME with what is on standard input as its Compose file.
project() {
  mkdir -p "$SCRATCH/$1/site"
  cat > "$SCRATCH/$1/compose.yaml"
}

# prove NAME ARGUMENT…: what is said and what is written.
prove() {
  local name=$1 status=0
  shift
  cp -r "$SCRATCH/$name" "$SCRATCH/$name.before"
  cd "$SCRATCH/$name"
  echo "$ boltseal check --fix=all --prove $*  # $name"
  boltseal check --fix=all --prove --fail-on=never "$@" . > /dev/null 2> "$SCRATCH/err" || status=$?
  sed 's/^/! /' "$SCRATCH/err" | plain
  ((status == 0)) || echo "exit $status"
  diff --recursive "$SCRATCH/$name.before" . | grep -v '^diff' | plain || true
  left_over
  echo
}

# Prints what should not be there any more.
left_over() {
  if "$engine" version > /dev/null 2>&1; then
    "$engine" ps --all --format 'left: container {{.Names}}'
    "$engine" volume ls --format 'left: volume {{.Name}}'
    "$engine" network ls --format '{{.Name}}' | grep -vxE 'bridge|host|none|podman' | sed 's/^/left: network /' || true
    "$engine" images --filter=dangling=false --format '{{.Repository}}' | grep -vxE '(docker.io/library/)?busybox' |
      sed 's/^/left: image /' || true
  fi
  ls -A "$TMPDIR" | sed 's/^/left: file /'
}

# Everything works before and after, though port 80 of the host and the names are taken.
prove_what_works() {
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
}

# An image of the project's own, another one before and after.
prove_what_is_built() {
  project built <<'YAML'
services:
  web:
    build: .
YAML
  cat > "$SCRATCH/built/Dockerfile" <<'TEXT'
FROM busybox:1.36
COPY site /site
EXPOSE 8080
HEALTHCHECK --interval=5s CMD wget -qO- http://127.0.0.1:8080/index.html
CMD ["/site/serve"]
TEXT
  echo hello > "$SCRATCH/built/site/index.html"
  printf '#!/bin/sh\nexec httpd -f -p 8080 -h /site\n' > "$SCRATCH/built/site/serve"
  chmod +x "$SCRATCH/built/site/serve"
  prove built --rule=user/root
}

# What the repair takes away is needed.
prove_what_writes() {
  project writes <<'YAML'
services:
  writer:
    image: busybox:1.36
    command: sh -c "touch /site/mine && exec httpd -f -p 8080 -h /site"
    volumes: ["./site:/site"]
  listener:
    image: busybox:1.36
    command: sh -c "if touch /site/mine; then httpd -p 8080; fi; sleep 1000"
    volumes: ["./site:/site"]
  other:
    image: busybox:1.36
    command: sleep 1000
YAML
  prove writes --rule=mount/writable-bind
  ls -A "$SCRATCH/writes/site"
}

# Nothing works before: there is nothing to compare.
prove_what_is_broken() {
  project broken <<'YAML'
services:
  web:
    image: busybox:1.36
    command: sh -c "exit 3"
YAML
  prove broken --rule=limits/memory
}

wait_for_a_container() {
  local tries
  for ((tries = 0; tries < 150; tries++)); do
    [[ -z $("$engine" ps --quiet) ]] || break
    sleep 0.1
  done
}

# Interrupted while its containers run.
prove_what_waits() {
  local signal pid status
  project waits <<'YAML'
services:
  web:
    image: busybox:1.36
    command: sleep 1000
    healthcheck: { test: "false" }
YAML
  cp -r "$SCRATCH/waits" "$SCRATCH/waits.before"
  cd "$SCRATCH/waits"
  for signal in INT TERM; do
    # A shell in the background ignores SIGINT and hands that on.
    setsid env --default-signal=INT,TERM boltseal check --fix=all --prove . > /dev/null 2> "$SCRATCH/err" &
    pid=$!
    wait_for_a_container
    kill "-$signal" "$pid"
    status=0
    wait "$pid" || status=$?
    echo "$ boltseal check --fix=all --prove  # interrupted by $signal"
    sed 's/^/! /' "$SCRATCH/err" | plain
    echo "exit $status"
    diff --recursive "$SCRATCH/waits.before" .
    left_over
    echo
  done
}
