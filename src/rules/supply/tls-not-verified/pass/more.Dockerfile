FROM debian:12
ENV NODE_TLS_REJECT_UNAUTHORIZED=1 GIT_SSL_NO_VERIFY=false
RUN curl -o k.html https://example.com/k
HEALTHCHECK CMD curl -k https://localhost:8443/
RUN curl -ks https://localhost:8443/ready
RUN git clone https://git.example.com/a.git
