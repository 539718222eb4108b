FROM debian:12
RUN apt-get update && apt-get install -y \
      curl \
      sudo \
 && rm -rf /var/lib/apt/lists/*
RUN sudo \
    true && sudo install a /b
