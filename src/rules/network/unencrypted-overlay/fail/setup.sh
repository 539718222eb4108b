#!/bin/sh
docker network create -d overlay --attachable backend
