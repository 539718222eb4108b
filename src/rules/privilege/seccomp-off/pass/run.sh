#!/bin/sh
docker run -d ghcr.io/acme/api:3
docker run -d --security-opt "seccomp=$PROFILE" ghcr.io/acme/api:3
