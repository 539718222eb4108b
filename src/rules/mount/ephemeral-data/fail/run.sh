#!/bin/sh
docker run -d --name db mysql:8
docker run -d --name queue --restart always rabbitmq:3-management
