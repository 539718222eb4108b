#!/bin/bash
apt-get update && apt-get -y upgrade
apt-get install -y docker.io auditd
auditctl -w /usr/bin/dockerd -k docker
