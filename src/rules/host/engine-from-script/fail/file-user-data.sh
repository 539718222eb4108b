#!/bin/bash
wget -O /tmp/get-docker.sh get.docker.com
sh /tmp/get-docker.sh
curl -sfL https://get.k3s.io | INSTALL_K3S_VERSION=v1.36.1+k3s1 sh -s - --cluster-init
