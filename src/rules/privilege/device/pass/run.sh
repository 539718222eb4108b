#!/bin/sh
docker run -d --device /dev/sda1 ghcr.io/acme/machine:1
docker run -d --privileged --device /dev/kvm ghcr.io/acme/machine:1
