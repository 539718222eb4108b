#!/bin/sh
# Which of them is there, only the machine knows.
if command -v apt-get; then apt-get update && apt-get -y install docker.io; else yum -y install docker; fi
