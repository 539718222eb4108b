#!/bin/bash
dnf -y upgrade
dnf install -y podman audit
cat > /etc/audit/rules.d/podman.rules <<EOF
-w /usr/bin/podman -k podman
EOF
