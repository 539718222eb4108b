#!/bin/bash
set -eu
DATA=/srv/app
OPTS=(-d --restart unless-stopped -v "$DATA/db:/var/lib/db:ro,z" --user 0:0)
EXTRA="--cap-add SYS_ADMIN --memory 512m"

docker network create --internal -o com.docker.network.bridge.enable_icc=false back
docker volume create --opt type=nfs --opt o=addr=10.0.0.2,ro,nosuid --opt device=:/export files
docker -H tcp://10.0.0.1:2376 run "${OPTS[@]}" --name db --network back \
  -e PASSWORD="$(cat /run/pw)" -p 127.0.0.1:5432:5432/tcp -v files:/files postgres:16.2 -c fsync=off
docker container run -itd $EXTRA -v$PWD/x:/x --mount=type=bind,src=/etc,dst=/host,readonly "$REG/web:1.0"
podman run --rm --pids-limit=100 --cpus 1.5 --ulimit nofile=10:20 --no-healthcheck \
  --security-opt no-new-privileges --cap-drop=ALL --tmpfs /tmp:rw,noexec --read-only alpine:3.20 sh
docker run $MORE nginx
docker run "$IMAGE"
docker service create --name s --publish published=80,target=8080 --limit-memory 1G nginx:1.27
bash -c 'docker run --privileged --name inner app'
usermod -aG docker "$USER"
cat > /etc/docker/daemon.json <<JSON
{"icc": false}
JSON
