#!/bin/sh
useradd -m deploy
usermod -aG docker,adm deploy
