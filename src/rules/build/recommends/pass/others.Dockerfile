FROM debian:12 AS build
RUN apt-get install -y gcc
FROM debian:12
RUN apt-get -o APT::Install-Recommends=0 install -y curl
RUN apt-get update && apt-get upgrade -y && apt-get install -y $OPTIONS curl
RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99x
RUN apt install -y curl
COPY --from=build /a /a
RUN if apt-get install -s curl; then true; fi
