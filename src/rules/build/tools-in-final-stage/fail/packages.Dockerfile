FROM python:3.12-slim AS base
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
      libpq5 gcc-12 \
      # for the wheels
      make g++=4:12.2.0-3 && \
    rm -rf /var/lib/apt/lists/*

FROM base
RUN pip install psycopg2
CMD ["python", "-m", "shop"]
