FROM debian:12 AS one
CMD ["one"]
FROM one AS two
CMD ["two"]
