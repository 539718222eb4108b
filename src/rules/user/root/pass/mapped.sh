#!/bin/sh
podman run --detach --userns=auto registry.example/api:1.4.2
