FROM alpine:3.22
RUN apk update && \
    apk add git
RUN apk update \
 && apk add jq
RUN apk add zip
