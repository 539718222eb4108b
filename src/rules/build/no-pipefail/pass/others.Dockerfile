FROM debian:12
RUN set -eo pipefail; curl -fsSL https://example.com/list.txt | sort > /srv/list.txt
RUN echo "a b" | sha256sum -c
