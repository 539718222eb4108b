FROM debian:12
ADD https://github.com/example/project.git#v1.2 /src
ADD https://example.com/tool /usr/local/bin/tool
RUN echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /usr/local/bin/tool" | sha256sum -c
