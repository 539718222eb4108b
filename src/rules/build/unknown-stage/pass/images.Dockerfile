FROM alpine AS alpine
FROM golang:1.26 AS base
FROM base AS Tools
COPY --from=0 /a /b
COPY --from=nginx /etc/nginx/nginx.conf /etc/nginx/
COPY --from=example/bases:1 /a /b
COPY --from=composer /usr/bin/composer /usr/bin/
ARG FROM
COPY --from=$FROM /a /b
FROM scratch
COPY --from=tools /a /b
