#!/bin/bash
# Another script goes on with the machine: what that does is not known here.
apt-get install -y ansible
ansible-pull -U https://git.example.com/machines.git
