"""The shop's API: lists teas, takes orders and hands them to the worker."""

import json
import logging
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import redis

DATABASE = os.environ["DATABASE_URL"]
queue = redis.Redis.from_url(os.environ.get("CACHE_URL", "redis://cache:6379/0"))


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            return self.answer(200, {"ok": True})
        if self.path != "/teas":
            return self.answer(404, {"error": "no such page"})
        teas = queue.get("teas")
        if teas is None:
            with psycopg.connect(DATABASE) as db:
                rows = db.execute("SELECT id, name, cents FROM teas ORDER BY name").fetchall()
            teas = json.dumps([dict(zip(("id", "name", "cents"), row)) for row in rows]).encode()
            queue.set("teas", teas, ex=60)
        self.send(200, teas)

    def do_POST(self):
        if self.path != "/orders":
            return self.answer(404, {"error": "no such page"})
        try:
            order = json.loads(self.rfile.read(min(int(self.headers["Content-Length"]), 10_000)))
            tea, email = int(order["tea"]), str(order["email"])
        except (KeyError, TypeError, ValueError):
            return self.answer(400, {"error": "an order is {tea, email}"})
        with psycopg.connect(DATABASE) as db:
            number = db.execute(
                "INSERT INTO orders (tea, email) VALUES (%s, %s) RETURNING id", (tea, email)
            ).fetchone()[0]
        queue.lpush("receipts", json.dumps({"order": number, "email": email}))
        self.answer(201, {"order": number})

    def answer(self, status, value):
        self.send(status, json.dumps(value).encode())

    def send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    ThreadingHTTPServer(("", 8000), Shop).serve_forever()
