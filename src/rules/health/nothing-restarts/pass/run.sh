#!/bin/sh
docker run -d --name api --restart=always example/api:1.4
docker run --rm example/tool:1 migrate
