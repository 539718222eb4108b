FROM golang:1.26 AS build
COPY . /src
RUN cd /src && go build -o /app .
FROM scratch
COPY --from=build . /out
COPY --exclude=.git . /src
