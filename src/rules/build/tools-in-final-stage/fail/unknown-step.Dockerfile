FROM golang:1.24-bookworm
WORKDIR /src
RUN wget -qO /usr/local/bin/migrate https://example.com/migrate
COPY . .
RUN go build -o server .
CMD ["./server"]
