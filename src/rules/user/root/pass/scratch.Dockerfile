FROM golang:1.24 AS build
RUN go build -o /out/app .

# Only carries a file: `docker build --output`.
FROM scratch AS binary
COPY --from=build /out/app /
ENTRYPOINT []
