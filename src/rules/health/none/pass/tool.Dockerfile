# A tool for the command line: it listens nowhere.
FROM alpine:3.20
RUN apk add --no-cache jq
ENTRYPOINT ["jq"]
