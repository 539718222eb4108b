FROM --platform=$TARGETPLATFORM debian:12
COPY app /app
