FROM debian:12
RUN apt-get update && apt-get install -y jq # for the tests
RUN <<EOF
apt-get update
apt-get install -y zip
EOF
