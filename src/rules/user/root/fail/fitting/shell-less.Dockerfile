FROM gcr.io/distroless/static-debian12
COPY app /
VOLUME /data
ENTRYPOINT ["/app"]
