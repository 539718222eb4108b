#!/bin/bash
apt-get update && DEBIAN_FRONTEND=noninteractive apt-get -y dist-upgrade
apt-get install -y docker.io
