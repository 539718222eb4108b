#!/bin/sh
docker run -d --restart on-failure:3 ghcr.io/acme/web:3
docker run -d --restart "$RESTART" ghcr.io/acme/web:3
