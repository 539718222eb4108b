#!/bin/bash
apt-get update && apt-get -y upgrade
apt-get install -y docker-ce=5:29.0.1-1~ubuntu docker-ce-cli docker-ce-rootless-extras containerd.io
sudo yum install -y kubelet-$VERSION kubectl
