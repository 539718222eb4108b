#!/bin/sh
docker run -d --name search -p 127.0.0.1:9200:9200 docker.elastic.co/elasticsearch/elasticsearch:8.15.0
