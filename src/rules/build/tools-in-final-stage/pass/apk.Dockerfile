FROM alpine:3.20
RUN apk add --no-cache --virtual .build-deps build-base cmake \
 && ./build.sh \
 && apk del .build-deps
CMD ["/app"]
