#!/bin/bash
sudo systemctl start docker
sudo chmod 666 /var/run/docker.sock
chmod -v a+rw "$XDG_RUNTIME_DIR/docker.sock"
