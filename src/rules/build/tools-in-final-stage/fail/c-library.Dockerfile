FROM gcc:12-bookworm
WORKDIR /usr/src/fetch
COPY fetch.c ./
RUN gcc -o fetch fetch.c -lcurl
CMD ["./fetch"]
