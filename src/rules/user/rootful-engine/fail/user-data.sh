#!/bin/bash
apt-get update && apt-get -y upgrade
apt-get install -y docker.io
systemctl enable --now docker
