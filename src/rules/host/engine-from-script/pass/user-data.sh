#!/bin/bash
apt-get update && apt-get -y upgrade
curl -fsSL https://download.docker.com/linux/debian/gpg -o /etc/apt/keyrings/docker.asc
apt-get install -y docker-ce=5:29.0.1-1~debian.12~bookworm
