FROM node:24.11-slim AS base
WORKDIR $HOME/x
FROM base
COPY a .
FROM scratch
COPY a b
FROM alpine:3.22
COPY a /b
COPY a $X
