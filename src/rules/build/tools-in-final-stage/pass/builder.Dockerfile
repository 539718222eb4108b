# A builder for others: it starts nothing.
FROM golang:1.23
RUN apt-get update && apt-get install -y cmake
