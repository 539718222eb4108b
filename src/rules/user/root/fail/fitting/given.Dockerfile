FROM debian:12
RUN useradd -r --uid 999 app && install -d -o app /var/lib/app
COPY app /app
VOLUME /var/lib/app
CMD ["/app"]
