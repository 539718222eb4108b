#!/bin/sh
docker run -d --name cache redis:7.2
docker run -d --name db -e POSTGRES_PASSWORD_FILE=/run/secrets/db postgres:16
ssh office "docker run -d --name db2 postgres:16"
docker run -d --name web -p 8080:80 httpd:2.4
docker run -d --name store mysql:8.4
