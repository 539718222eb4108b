#!/bin/sh
docker run -d --name db -v data:/var/lib/mysql mysql:8
docker run -d --link db:mysql ghcr.io/acme/web:3
