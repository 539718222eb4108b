#!/bin/bash
apt-get update && apt-get -y upgrade
apt-get install -y docker.io auditd
auditctl -w /etc/passwd -k users
