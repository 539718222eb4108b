#!/bin/sh
docker run -d --name api example/api:1.4
