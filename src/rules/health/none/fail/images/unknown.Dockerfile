FROM gcr.io/distroless/static-debian12:nonroot
COPY api /
EXPOSE 8080
ENTRYPOINT ["/api"]
