FROM golang:1.24-bookworm
WORKDIR /src
EXPOSE 9000
COPY *.go go.mod ./
# One file.
RUN CGO_ENABLED=0 go build -o /relay relay.go
CMD ["/relay"]