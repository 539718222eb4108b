FROM debian:12
ARG PASSWORD
RUN echo "root:$PASSWORD" | chpasswd
RUN curl -u "$USER:$PASSWORD" https://example.com/data.json
RUN --mount=type=secret,id=t TOKEN=$(cat /run/secrets/t) npm ci
RUN git clone https://git@github.com/team/app.git && curl https://example.com:8080/@scope/a
RUN git clone https://oauth2:${PASSWORD}@git.example.com/a.git
