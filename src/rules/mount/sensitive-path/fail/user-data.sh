#!/bin/sh
docker run -d --name agent -v /etc:/host/etc -v "/boot:/boot" monitoring/agent:7.1
