FROM debian:12
ENV NODE_TLS_REJECT_UNAUTHORIZED=0 LANG=C
RUN wget -q --no-check-certificate https://example.com/a.txt
RUN git -c http.sslVerify=false clone https://git.example.com/a.git
RUN git config --global http.sslVerify false
RUN GIT_SSL_NO_VERIFY=1 git clone https://git.example.com/b.git
