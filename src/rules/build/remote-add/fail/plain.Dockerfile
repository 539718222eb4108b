FROM debian:12
ARG VERSION=3
ADD http://example.com/agent-${VERSION}.deb https://example.com/agent.conf /srv/
