3#!/bin/sh
docker run -d --name api ghcr.io/acme/api:1.4
docker run -d --name worker --memory 0 ghcr.io/acme/worker:1.4
