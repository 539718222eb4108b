FROM debian:12 AS base
COPY deploy/.env.production /etc/app/.env
ADD keys/id_ed25519 /root/.ssh/
FROM base
COPY ["certs/web-key.pem", "certs/web.pem", "/etc/ssl/"]
COPY --chown=10001 .aws /home/app/.aws
COPY home/.docker/config.json /home/app/.docker/config.json
