#!/bin/bash
dnf -y upgrade
dnf install -y podman
