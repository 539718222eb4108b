3#!/bin/bash
DATA=/srv/data
docker run -d --name api -v $DATA:/data -v "$PWD/conf:/conf" ghcr.io/acme/api:1.4
docker run -d --name db --mount type=bind,source=/srv/db,target=/var/lib/db ghcr.io/acme/db:1
