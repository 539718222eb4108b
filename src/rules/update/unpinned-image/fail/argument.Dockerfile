ARG BASE=debian
ARG TAG=latest
FROM ${BASE}:${TAG}
RUN --mount=type=bind,from=busybox,target=/mnt true
