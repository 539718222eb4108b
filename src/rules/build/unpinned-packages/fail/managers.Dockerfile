FROM alpine:3.22
RUN apk add --no-cache --virtual .build gcc musl-dev=1.2.5-r10
RUN apt-get install -y -t bookworm-backports curl git=1:2.39.5
RUN dnf install -y java-21-openjdk
RUN npm install -g @angular/cli typescript@5.9.3
RUN gem install bundler
