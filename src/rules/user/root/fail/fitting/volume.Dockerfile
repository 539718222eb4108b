FROM alpine:3.22
RUN apk add --no-cache jq
VOLUME ["/data", "/cache"]
CMD ["/app"]
