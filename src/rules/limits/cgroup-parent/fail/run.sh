#!/bin/sh
docker run --cgroup-parent=/shop shop/web:1.0
