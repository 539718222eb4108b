FROM golang:1.24-alpine3.22 AS guestbook
RUN addgroup -S guest && adduser -S -G guest guest
WORKDIR /srv/guestbook
COPY . .
RUN go build -o guestbook .
RUN mkdir -p uploads && chown -R guest:guest /srv/guestbook
USER guest
HEALTHCHECK --interval=30s CMD wget -qO- http://localhost:8080/ || exit 1
CMD ./guestbook --templates templates
