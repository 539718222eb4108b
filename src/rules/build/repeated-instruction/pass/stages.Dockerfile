FROM debian:12 AS one
CMD ["one"]
FROM one AS two
CMD ["two"]
FROM debian:12 AS three
ENTRYPOINT []
CMD []
ENTRYPOINT ["three"]
CMD ["run"]
