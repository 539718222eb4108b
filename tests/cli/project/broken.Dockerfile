FROM: ubuntu:20.04
USER root
