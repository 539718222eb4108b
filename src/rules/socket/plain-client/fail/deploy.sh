#!/bin/bash
export DOCKER_HOST=tcp://10.0.0.5:2375
docker compose up -d
docker -H tcp://build.example.org:2375 ps
DOCKER_HOST="tcp://192.168.1.7:4243" docker info
