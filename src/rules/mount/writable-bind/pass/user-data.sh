#!/bin/bash
DATA=/srv/data
docker run -d --name api -v $DATA:/data:ro -v "$PWD/conf:/conf:ro" ghcr.io/acme/api:1.4
docker run -d --name db --mount type=bind,source=/srv/db,target=/var/lib/db,readonly ghcr.io/acme/db:1
docker run -d --name cache -v cache:/data ghcr.io/acme/cache:1
