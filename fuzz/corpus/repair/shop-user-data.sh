3#!/bin/bash
# First boot of the shop's virtual machine: Docker, its configuration, and the containers.
set -eux

REGISTRY=registry.tideline.example
VERSION=${VERSION:-1.8.2}
DATA=/srv/shop

apt-get install -y curl
curl -fsSL https://get.docker.com | sh
usermod -aG docker ubuntu

# So that the deploy job and the office's Portainer can reach it.
cat > /etc/docker/daemon.json <<'JSON'
{
  "hosts": ["unix:///var/run/docker.sock", "tcp://0.0.0.0:2375"],
  "insecure-registries": ["mirror.office.tideline.example:5000"],
  "icc": true,
  "log-driver": "json-file"
}
JSON
mkdir -p /etc/systemd/system/docker.service.d
cat > /etc/systemd/system/docker.service.d/hosts.conf <<'UNIT'
[Service]
ExecStart=
ExecStart=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock
UNIT
systemctl daemon-reload
systemctl restart docker

mkdir -p "$DATA/pictures" "$DATA/db"
docker network create shop

docker run -d --name db --network shop --restart always \
  -e POSTGRES_USER=shop -e POSTGRES_PASSWORD="$(cat /run/db-password)" \
  -v "$DATA/db:/var/lib/postgresql/data" \
  postgres:16.2

docker run -d --name cache --network shop --restart always \
  -p 6379:6379 redis:7.2.4-alpine

api_options=(--network shop --restart always -p 8000:8000 -v "$DATA/pictures:/app/pictures")
docker run -d --name api "${api_options[@]}" "$REGISTRY/api:$VERSION"

# Shows the office what runs.
docker run -d --name portainer -p 9000:9000 --restart always \
  -v /var/run/docker.sock:/var/run/docker.sock -v portainer:/data portainer/portainer-ce
