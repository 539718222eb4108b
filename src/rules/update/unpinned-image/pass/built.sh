#!/bin/sh
# What is built here is not pulled.
docker buildx build --load -t "$REGISTRY/app" -t tool .
docker run -d "$REGISTRY/app"
docker run --rm tool:latest check
