# syntax=docker/dockerfile:1
ARG VERSION=1.22
FROM golang:${VERSION} AS build
WORKDIR /src
COPY . .
RUN go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static:nonroot AS final
ARG APP_USER=root
COPY --from=build /out/app /app
COPY --from=busybox:1.36 /bin/busybox /bin/
ENV MODE=production \
    # a comment between
    LEVEL="info log"

ENV OLD form of it
LABEL org.opencontainers.image.title="An app"
EXPOSE 8080 9090/udp
VOLUME ["/data", "/var/cache"]
HEALTHCHECK --interval=30s --timeout=1m30s --retries=3 CMD ["/app", "health"]
USER $APP_USER
ENTRYPOINT ["/app"]
CMD serve --port 8080
