ARG P=linux/arm64
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
FROM --platform=$P debian:12
