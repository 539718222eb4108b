#!/bin/sh
docker login -u ci -p "$REGISTRY_PASSWORD" registry.example.com
docker push registry.example.com/app:1.4
