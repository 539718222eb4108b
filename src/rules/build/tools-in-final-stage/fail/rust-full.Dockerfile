FROM rust:1.88
WORKDIR /usr/src/mill
COPY . .
RUN cargo build --release
CMD ["./target/release/mill"]
