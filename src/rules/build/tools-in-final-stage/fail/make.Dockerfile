FROM debian:12
RUN apt-get update && apt-get install -y --no-install-recommends build-essential fortune-mod \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/oracle
COPY . .
RUN make
CMD ["./oracle"]
