FROM ubuntu:24.04
RUN set -eux; \
    apt-get update; \
    # the installer
    wget -qO- http://deb.example.com/setup \
      | sudo -E bash -
RUN bash -c "$(curl -fsSL https://example.com/install.sh)"
RUN curl -sSL https://install.example.org | python3 -
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN bash <(curl -s https://example.com/codecov)
RUN <<EOT
curl https://sh.example.rs | gunzip | sh
EOT
