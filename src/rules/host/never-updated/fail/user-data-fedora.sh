#!/bin/bash
set -eu
# podman and its friends
sudo dnf -y install podman \
  podman-compose
systemctl enable --now podman.socket
