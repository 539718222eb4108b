#!/bin/sh
podman login --username=ci --password=tr33h0use quay.io
helm registry login -u ci -phunter3 registry.example.com
sudo docker login -p t0pf -u ci
