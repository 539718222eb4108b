#!/bin/bash
# The lists are read, but what is installed stays as old as the image.
apt-get update
apt-get install -y docker.io
yum update -y openssl
