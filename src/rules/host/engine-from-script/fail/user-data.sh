#!/bin/bash
apt-get update && apt-get -y upgrade
curl -fsSL https://get.docker.com | sh
