FROM debian:12
LABEL version 1.0
RUN curl https://example.com/key | apt-key add -
RUN easy_install pip
ENV OTHER value
ENV THIRD value
