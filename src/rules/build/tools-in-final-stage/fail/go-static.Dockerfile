# Counts what goes in and out.
FROM golang:1.24-bookworm

LABEL org.opencontainers.image.title="counter"
ENV CGO_ENABLED=0
ENV COUNTER_PORT=8080

WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd ./cmd
COPY *.go ./
RUN go build -o /usr/local/bin/counter ./cmd/counter

# Nobody needs more.
USER 65532
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/counter"]
