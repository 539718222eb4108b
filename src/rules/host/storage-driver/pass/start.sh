#!/bin/sh
dockerd --storage-driver=fuse-overlayfs
dockerd
