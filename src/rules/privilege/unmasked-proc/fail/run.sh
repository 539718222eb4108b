#!/bin/sh
docker run -d --security-opt systempaths=unconfined ghcr.io/acme/api:3
podman run -d --security-opt unmask=ALL ghcr.io/acme/api:3
