3#!/bin/sh
docker run -d --name search -p 9200:9200 -p 9300:9300 docker.elastic.co/elasticsearch/elasticsearch:8.15.0
