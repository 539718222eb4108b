#!/bin/sh
dockerd --iptables=false --icc=false
