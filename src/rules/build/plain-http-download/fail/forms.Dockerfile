FROM debian:12
RUN curl -s http://ftp.example.org/pub/lib.tar.gz | tar xz
RUN curl -o get.sh example.com/get && chmod 755 get.sh && ./get.sh
ADD start.sh /
RUN wget -q ftp://ftp.example.org/x.rpm && rpm -i x.rpm
