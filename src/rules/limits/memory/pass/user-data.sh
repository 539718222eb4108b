#!/bin/sh
LIMIT=256m
docker run -d --name api --memory "$LIMIT" ghcr.io/acme/api:1.4
docker run --rm ghcr.io/acme/migrate:1.4
