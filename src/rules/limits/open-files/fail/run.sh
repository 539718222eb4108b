#!/bin/sh
docker run -d ghcr.io/acme/web:3
