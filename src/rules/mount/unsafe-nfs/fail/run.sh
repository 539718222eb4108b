#!/bin/sh
docker volume create -o type=nfs -o o=addr=10.0.0.9,rw -o device=:/export/data data
docker run -d -v data:/data ghcr.io/acme/web:3
docker run -d --mount 'type=volume,src=logs,dst=/logs,volume-opt=type=nfs,volume-opt=device=:/logs,"volume-opt=o=addr=10.0.0.9,nodev"' ghcr.io/acme/web:3
