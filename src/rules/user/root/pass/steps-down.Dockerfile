FROM debian:12.5
RUN apt-get update && apt-get install -y --no-install-recommends gosu && gosu nobody true
COPY entrypoint.sh /
ENTRYPOINT ["/entrypoint.sh"]
CMD ["serve"]
