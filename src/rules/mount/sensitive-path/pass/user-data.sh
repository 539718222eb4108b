#!/bin/sh
docker run -d --name agent -v /etc/agent:/etc/agent:ro -v "/boot:/boot:ro" monitoring/agent:7.1
