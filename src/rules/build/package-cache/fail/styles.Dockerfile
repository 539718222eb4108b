FROM debian:12
RUN set -eux; \
    apt-get update; \
    apt-get install -y --no-install-recommends curl
RUN apt-get update && \
    # the compiler
    apt-get install -y --no-install-recommends \
      gcc \
      make
RUN sudo apt-get update && sudo apt-get install -y git
RUN if true; then apt-get update; fi
RUN if true; then \
      apt-get update; \
    fi
RUN apt-get update && apt-get install -y jq > /dev/null 2>&1
RUN pip install a && pip3 install b && dnf -y install c
