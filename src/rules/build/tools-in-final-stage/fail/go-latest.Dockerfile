FROM golang:latest
WORKDIR /src
COPY . .
RUN go build -o /bin/app .
CMD ["/bin/app"]
