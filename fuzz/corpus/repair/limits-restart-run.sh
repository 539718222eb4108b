3#!/bin/sh
docker run -d --restart unless-stopped ghcr.io/acme/web:3
