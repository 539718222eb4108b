#!/bin/sh
docker run -d -e MYSQL_ROOT_PASSWORD=h3nb4ne mysql:8.4
