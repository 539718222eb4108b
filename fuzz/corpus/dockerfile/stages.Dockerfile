ARG REGISTRY
ARG BASE=debian:12-slim
FROM --platform=$BUILDPLATFORM ${REGISTRY:-docker.io}/library/golang:1.23 AS Build
ARG TARGETARCH
ENV GOARCH=$TARGETARCH GOFLAGS=-trimpath
ONBUILD USER builder
RUN --mount=type=bind,from=tonistiigi/xx:1.5,target=/xx --network=none make

FROM ${BASE} AS common
ENV APP_HOME=/srv APP_VERSION=1.4.2
USER 10001:10001

FROM common AS debug
USER root

FROM common
ENV MAJOR=${APP_VERSION%%.*} HOME_OF=${APP_HOME:+"$APP_HOME/app"} TAG=v${APP_VERSION//./-}
COPY --from=build --chown=10001 /out /srv
COPY --from=0 ["/with space", "/srv/"]
CMD exec app --home "$APP_HOME"
