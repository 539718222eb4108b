FROM alpine:3.22 AS base
RUN apk update && apk add curl
FROM base
RUN pip install flask
RUN dnf -y install curl && dnf -y remove gcc
RUN npm install -g yarn
RUN yarn install --production
RUN zypper -n in curl
RUN pacman -Sy --noconfirm curl
RUN apt-get update && apt-get install -y curl && apt-get clean
RUN apt-get update && pip install flask && rm -rf /var/lib/apt/lists/*
