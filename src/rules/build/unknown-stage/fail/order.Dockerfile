FROM web-base AS one
COPY --from=one /a /b
COPY --from=7 /a /b
COPY --from=assets /a /b
RUN --mount=type=bind,from=assetz,target=/x true
FROM debian:12 AS assets
FROM debian:12 AS web-base
RUN --mount=type=bind,from=asset,target=/x true
