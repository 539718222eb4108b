FROM rust:1.88-slim-bookworm
WORKDIR /usr/src/mill
COPY Cargo.toml Cargo.lock ./
COPY src ./src
RUN cargo install --path .
CMD ["mill"]
