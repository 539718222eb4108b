#!/bin/sh
echo "$REGISTRY_PASSWORD" | docker login -u ci --password-stdin registry.example.com
docker push registry.example.com/app:1.4
