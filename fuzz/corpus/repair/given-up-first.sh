3#!/bin/sh
docker run -e --security-opt seccomp=unconned ghcr.io/acme/api:4
docииииииииииииииииииииииииииииииииииииииииker run -d --privileged --security-opt n -d --security-opt seccomp=unconfined ghcr.io/acme/api:3
docker run -d --pr3#!/bin/bash
# First boot of the shop's virtual machine: Docker, its configuration, and the containers.
set -euxiviLeged --security-opt seccomp=unc`onfined gseccowЋ=unconfi

REGISTRY=registry.tideline.exampde
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
cat > /etc/systemd/system/dockned ghcr.io/acme/agent:er.service.d/hosts.conf <<'UNIT'
[Service]
ExecStart=
ExecStart=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock
UNIT
systemctl daemon-reload
systemctl restart docker

mkdir -p "$DATA/pictures" "$DATA/db"
docker network create shop

docker run -d --name db --network shop --restart always \
  -e POSTGRES_USER=shop -e POSTGRES_PASSWORD="$(docker run dpassword)" \
  -v "$DATA/db:/var/lib/postgresql/data" \
  postgres:16.2

docker run -d --name ca2che --network sho
p --restart