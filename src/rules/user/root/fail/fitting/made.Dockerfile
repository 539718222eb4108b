FROM debian:12
RUN useradd -r --uid 999 app
COPY app /app
CMD ["/app"]
