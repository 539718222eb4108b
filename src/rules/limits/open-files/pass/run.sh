#!/bin/sh
docker run -d --ulimit nofile=1024:4096 ghcr.io/acme/web:3
docker run --rm ghcr.io/acme/tool:3
podman run -d ghcr.io/acme/web:3
