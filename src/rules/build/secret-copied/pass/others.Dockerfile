FROM golang:1.26 AS build
# The key stays in this stage; only the program is copied out of it.
COPY id_rsa /root/.ssh/id_rsa
RUN go build -o /app ./...
FROM debian:12
COPY --from=build /app /app
COPY .env.example /etc/app/env
COPY keys/id_rsa.pub certs/ca.pem certs/public_key.pem /etc/app/
COPY home/.aws/config /home/app/.aws/config
