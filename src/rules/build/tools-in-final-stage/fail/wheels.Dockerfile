FROM python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED=1
WORKDIR /srv/ledger
# The driver is compiled.
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libpq-dev tini \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
# Wheels where there are some.
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
USER 10001
EXPOSE 8000
CMD ["gunicorn", "ledger:app"]
