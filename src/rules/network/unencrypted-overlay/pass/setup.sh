#!/bin/sh
docker network create -d overlay --opt encrypted --attachable backend
docker network create frontend
