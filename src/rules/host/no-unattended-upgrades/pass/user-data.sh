#!/bin/bash
apt-get update && apt-get -y upgrade
apt-get -y install docker.io unattended-upgrades
