FROM debian:12
RUN curl -s http://localhost:8000/lib.tar.gz | tar xz
RUN curl -s http://artifacts/lib.tar.gz | tar xz
RUN curl -s http://example.com/data.csv -o /srv/data.csv
