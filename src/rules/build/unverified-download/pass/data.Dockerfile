FROM debian:12
# Data, and keys that verify something else.
RUN curl -fsSL https://example.com/model.bin -o /srv/model.bin
RUN curl -fsSL https://example.com/key.gpg | gpg --dearmor -o /usr/share/keyrings/example.gpg
RUN wget -q https://example.com/a.tgz https://example.com/a.tgz.asc && gpg --verify a.tgz.asc && tar xf a.tgz
RUN curl -sf https://localhost:8080/health
