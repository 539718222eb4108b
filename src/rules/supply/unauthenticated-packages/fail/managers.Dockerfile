FROM fedora:43
RUN dnf install -y --nogpgcheck https://rpm.example.com/release.rpm
RUN dnf -y --setopt=gpgcheck=0 install example
RUN printf '[x]\nbaseurl=https://rpm.example.com\ngpgcheck=0\n' > /etc/yum.repos.d/x.repo
RUN rpm -i --nosignature https://rpm.example.com/a.rpm
FROM alpine:3.22
RUN apk add --no-cache --allow-untrusted /tmp/glibc.apk
RUN pip3 install --trusted-host pypi.example.com --index-url http://pypi.example.com/simple app
RUN npm config set strict-ssl false && npm ci
RUN npm install --strict-ssl=false
FROM debian:12
RUN echo "deb [trusted=yes] https://deb.example.com ./" > /etc/apt/sources.list.d/x.list
RUN sudo apt-get install -y --force-yes x
