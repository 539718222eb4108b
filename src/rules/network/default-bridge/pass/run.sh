#!/bin/sh
docker network create app
docker run -d --network app ghcr.io/acme/web:3
docker run --rm ghcr.io/acme/tool:3
docker run -d $OPTIONS ghcr.io/acme/api:3
