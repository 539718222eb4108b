FROM debian:12
WORKDIR /root/app
CMD ["./app"]
