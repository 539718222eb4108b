#!/bin/sh
# Podman limits to 2048 by itself.
podman run -d --name api ghcr.io/acme/api:1.4
