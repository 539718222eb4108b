#!/bin/bash
export DOCKER_HOST=ssh://deploy@10.0.0.5
docker compose up -d
docker --tlsverify -H tcp://build.example.org:2376 ps
DOCKER_HOST="tcp://docker:2375" docker info
DOCKER_HOST=tcp://localhost:2375 docker info
docker -H "tcp://$HOST:2375" ps
