#!/bin/sh
useradd -m deploy
usermod -aG adm deploy
