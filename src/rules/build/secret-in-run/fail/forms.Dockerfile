FROM debian:12
RUN echo 'root:w0nderwall' | chpasswd
RUN curl -fsSL -u ci:n1ghtshade https://example.com/data.json -o /data.json
RUN npm config set //registry.example.com/:_authToken npm_9f2b1c && npm ci
RUN curl -H "Authorization: Bearer eyJhbGciOi" https://example.com/a
RUN NPM_TOKEN=npm_9f2b1c npm ci
