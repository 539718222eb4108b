FROM alpine:3.22
RUN apk add --no-cache "gcc=14.2.0-r6" "curl~8"
RUN apt-get install -y curl=7.88.1-10 ./local.deb ${PACKAGES}
RUN dnf install -y java-21-openjdk-21.0.8.0.9 https://example.com/a.rpm
RUN npm ci && npm install && npm install -g @angular/cli@20.3.0
RUN gem install bundler -v 2.7.2 && gem install rake:13.3.0
RUN pip install -r requirements.txt && pip install . && pip install -e . flask==3.1.2
