# syntax=docker/dockerfile:1
FROM jenkins/jenkins:2.462
USER root
RUN apt-get update && apt-get install -y git
# starts the server
ENTRYPOINT ["/start"]
