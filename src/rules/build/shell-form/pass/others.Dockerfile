FROM debian:12 AS base
CMD old form
FROM base
ENTRYPOINT ["/app"]
FROM base
CMD exec /app --port $PORT
FROM base
CMD migrate && exec serve
