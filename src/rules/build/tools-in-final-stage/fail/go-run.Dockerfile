FROM golang:1.24
WORKDIR /src
COPY . .
RUN go mod download
CMD ["go", "run", "."]
