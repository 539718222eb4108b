FROM postgres:16
COPY schema.sql /docker-entrypoint-initdb.d/
EXPOSE 5432
CMD ["postgres", "-c", "shared_buffers=256MB"]
