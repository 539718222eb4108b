#!/bin/bash
apt-get update && apt-get -y upgrade
apt-get install -y docker-ce=5:20.10.24~3-0~ubuntu-jammy docker-ce-cli containerd.io=1.6.20-1
sudo yum install -y kubelet-1.27.3-0 kubectl
