FROM python:3.14-slim
ENV PIP_NO_CACHE_DIR=1
RUN pip install flask
RUN apt-get update; apt-get install -y curl; apt-get dist-clean
RUN apk add --no-network --virtual .deps musl
