#!/bin/sh
docker run -d --name db -v mysql:/var/lib/mysql mysql:8
docker run --rm -d --name test-db mysql:8
docker run -d --name any -v "$DATA" mysql:8
docker run -it mysql:8 mysql -h db
docker run --rm mysql:8
