#!/bin/sh
dockerd --storage-driver=vfs
