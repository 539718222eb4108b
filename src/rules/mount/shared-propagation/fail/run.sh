#!/bin/sh
docker run -d -v /srv/media:/media:ro,shared --mount type=bind,src=/srv/a,dst=/a,bind-propagation=rshared ghcr.io/acme/mounter:2
