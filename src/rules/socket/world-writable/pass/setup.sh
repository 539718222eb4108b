#!/bin/bash
sudo systemctl start docker
sudo chmod 660 /var/run/docker.sock
chmod g+rw,o-rwx "$XDG_RUNTIME_DIR/docker.sock"
chmod 666 /run/app/app.sock
chmod "$MODE" /run/docker.sock
