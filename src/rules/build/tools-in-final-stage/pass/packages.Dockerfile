FROM python:3.12-slim
RUN apt-get update && \
    apt-get install -y --no-install-recommends libpq5 gcc make && \
    pip install psycopg2 && \
    apt-get purge -y --auto-remove gcc make && \
    rm -rf /var/lib/apt/lists/*
CMD ["python", "-m", "shop"]
