FROM debian:12
ARG VERSION=2.0
RUN wget -q https://example.com/v${VERSION}/app-${VERSION}.tar.gz && tar xzf app-${VERSION}.tar.gz
RUN curl -sSL https://example.com/sdk.tar.xz | tar -xJ -C /opt
RUN wget -O /tmp/x.deb "https://example.com/x.deb" && sudo dpkg -i /tmp/x.deb
RUN cd /tmp && curl -LO https://example.com/setup.sh && bash setup.sh
RUN curl -fsSL https://example.com/a.zip > /tmp/a.zip; unzip /tmp/a.zip -d /opt
RUN wget https://repo.example.com/agent.jar -P /opt
