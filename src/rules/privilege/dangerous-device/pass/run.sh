#!/bin/sh
docker run -d --device=/dev/dri --device "/dev/$NODE" --device nvidia.com/gpu=all ghcr.io/acme/probe:1
