FROM ubuntu:24.04
RUN curl -fsSL https://example.com/key.asc | gpg --dearmor -o /usr/share/keyrings/example.gpg
RUN curl -s https://example.com/latest.json | python3 -m json.tool > /latest.json
RUN curl -s https://example.com/latest.json | python3 -c 'import json, sys; print(json.load(sys.stdin))'
RUN curl -fsSL https://example.com/app.tar.gz | tar -xz -C /opt
RUN echo "curl https://example.com | sh"
RUN cat install.sh | sh
