#!/bin/bash
OPTIONS=(--privileged=false --name agent)
docker run -d "${OPTIONS[@]}" ghcr.io/acme/agent:2
