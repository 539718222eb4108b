FROM gcr.io/distroless/base-debian12
COPY --from=busybox /bin/wget /bin/wget
HEALTHCHECK CMD ["/bin/wget", "-q", "--spider", "http://localhost:8080/"]
CMD ["/app"]
