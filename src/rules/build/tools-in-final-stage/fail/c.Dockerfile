FROM gcc:12-bookworm
# Who asks about it.
MAINTAINER clock@example.com
COPY clock.c /usr/src/clock/
WORKDIR /usr/src/clock
RUN gcc -O2 -Wall -o clock clock.c -lm
VOLUME /var/lib/clock
STOPSIGNAL SIGINT
CMD ["./clock"]
