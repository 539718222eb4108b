#!/bin/sh
podman run -d -v ./data:/data:Z ghcr.io/acme/api:3
