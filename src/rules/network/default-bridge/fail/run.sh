#!/bin/sh
docker run -d ghcr.io/acme/web:3
docker run -d --network bridge ghcr.io/acme/api:3
