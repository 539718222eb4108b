FROM: ubuntu:20.04
RUM apt-get update
ENV NAME
CMD ["app", 1]
HEALTHCHECK curl -f http://localhost/
USER app
COPY here
EXPOSE ${PORT
