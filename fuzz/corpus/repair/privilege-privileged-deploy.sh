3#!/bin/bash
OPTIONS=(--privileged --name agent)
docker run -d "${OPTIONS[@]}" ghcr.io/acme/agent:2
