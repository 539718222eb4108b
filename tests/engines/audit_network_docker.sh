#!/usr/bin/env bash
# `audit --only=network` of a real dockerd: what its rules say, held against connections that are really made.
engine=docker
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"
# shellcheck source=tests/engines/networks.sh
source "$(dirname "${BASH_SOURCE[0]}")/networks.sh"

need dockerd docker busybox iptables ip nsenter python3
hide_engines
own_sys
export DOCKER_HOST=unix:///run/docker.sock DOCKER_CONFIG=$SCRATCH/config
start_dockerd
trap 'kill "$dockerd" 2> /dev/null || true; wait' EXIT
make_image

docker network create front > /dev/null
docker network create back > /dev/null
docker network create --internal inner > /dev/null
docker network create --opt com.docker.network.bridge.enable_icc=false quiet > /dev/null
serve one
serve two --publish 127.0.0.1:8081:8080 --publish 8082:8080
serve web --network front --publish 8083:8080
docker run --detach --name side --network container:web busybox:1.36 sleep 1000 > /dev/null
serve db --network back
docker network connect inner db
serve vault --network inner
serve first --network quiet
serve second --network quiet
docker run --detach --name agent --network host busybox:1.36 httpd -f -p 9090 > /dev/null
look "As Docker leaves it"

echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables
look "The kernel does not ask iptables what a bridge may pass on" | grep -E 'network quiet|does not reach|icc-without|tried:'
echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables

iptables -I DOCKER-USER -j ACCEPT
look "A hole in DOCKER-USER" | grep -E '\[routes|reaches-across|icc-without|tried:|error|exit'
iptables -D DOCKER-USER -j ACCEPT

echo
iptables -I DOCKER-USER -s 172.18.0.0/16 -p tcp --dport 8080 -m statistic --mode random --probability 0.5 -j ACCEPT
echo "# A rule that nobody can foresee"
{ boltseal audit --engine=docker --only=network --isolated --fail-on=never 2>&1 || echo "exit $?"; } > "$SCRATCH/said"
grep -A1 -E 'may reach|error|^exit' "$SCRATCH/said" | names
iptables -D DOCKER-USER 1

echo
iptables -t nat -I PREROUTING -i eth7 -p tcp --dport 15432 -j DNAT --to-destination 172.19.0.2:8080
look "A way in that Docker does not know of" | grep -E '15432'
iptables -t nat -D PREROUTING 1

echo
echo "# The engine's socket, opened without a mount"
pid=$(docker inspect --format '{{.State.Pid}}' vault)
python3 - "$pid" <<'PYTHON' &
import ctypes, os, socket, sys, time
os_fd = os.open(f"/proc/{sys.argv[1]}/ns/net", os.O_RDONLY)
ctypes.CDLL(None).setns(os_fd, 0x40000000)
engine = socket.socket(socket.AF_UNIX)
engine.connect("/run/docker.sock")
time.sleep(20)
PYTHON
holder=$!
sleep 1
boltseal audit --engine=docker --only=network --isolated --quiet --rule=socket/open 2> /dev/null || true
kill "$holder"
