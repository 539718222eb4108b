FROM debian:12
ENTRYPOINT ["/app"]
CMD serve --port $PORT
