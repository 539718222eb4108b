FROM debian:12
ADD . /src
RUN apt-get update && apt-get install -y gcc
