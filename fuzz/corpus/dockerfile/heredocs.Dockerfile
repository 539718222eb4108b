FROM alpine:3.20
RUN <<EOF
apk add --no-cache curl
curl -fsSL https://example.com/x -o /x
EOF
RUN cat <<'CONF' > /etc/app.conf && chmod 600 /etc/app.conf
USER root is only text here
CONF
COPY <<-"ONE" <<TWO /etc/
	first
	ONE
second $HOME
TWO
USER app
