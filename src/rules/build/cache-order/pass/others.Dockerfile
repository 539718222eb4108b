FROM debian:12
COPY . /src
RUN apt-get install -y ./src/x.deb && npm install -g yarn && pip install .
FROM debian:12
COPY --from=0 . /x
RUN npm ci
