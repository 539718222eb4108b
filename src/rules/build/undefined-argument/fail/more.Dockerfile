ARG BASE=debian
ARG DIR=/srv
FROM ${BASE}:${TAG} AS one
COPY a ${DIR}/a
WORKDIR $DIR
ENV HOME_OF=$DIR
FROM --platform=$PLATFORM one
ARG TAG=12
COPY --chown=$DIR b /b
