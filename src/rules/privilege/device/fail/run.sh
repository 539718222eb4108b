#!/bin/sh
docker run -d --device /dev/kvm ghcr.io/acme/machine:1
