#!/bin/bash
apt-get update && apt-get -y upgrade
apt-get install -y docker-ce docker-ce-rootless-extras uidmap
sudo -u app dockerd-rootless-setuptool.sh install
