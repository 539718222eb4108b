FROM alpine:3.22 AS build
RUN apk add gcc
FROM alpine:3.22
RUN apk add --no-cache curl
RUN apk update && apk add curl && rm -rf /var/cache/apk/*
RUN pip install --no-cache-dir flask
RUN dnf -y install curl && dnf clean all
RUN yum install -y curl && rm -rf /var/cache/yum
RUN --mount=type=cache,target=/root/.npm npm ci
RUN npm ci && npm cache clean --force
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt /var/cache/apt
RUN npm run build && pip list && apt-get install -y ./local.deb
COPY --from=build /a /a
