#!/bin/sh
docker network create app
docker run -d --name db --network app -v data:/var/lib/mysql mysql:8
docker run -d --network app ghcr.io/acme/web:3
