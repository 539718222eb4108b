#!/usr/bin/env python3
"""Gives the tokens that a registry asks for (CNCF distribution, "Token Authentication"): who knows
the password may do what is asked for, everybody else nothing.

token_server.py KEY.pem CERTIFICATE.pem USER:PASSWORD   writes its port to the file "port", and what
it was asked to the file "asked"."""

import base64
import http.server
import json
import subprocess
import sys
import time
import urllib.parse

key, certificate, user = sys.argv[1:]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(service, access):
    chain = "".join(open(certificate).read().split("-----")[2].split())
    now = int(time.time())
    claims = {"iss": "tests", "sub": "ann", "aud": service, "iat": now, "nbf": now - 60,
              "exp": now + 600, "jti": str(time.time_ns()), "access": access}
    head = {"typ": "JWT", "alg": "RS256", "x5c": [chain]}
    text = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text.encode(),
                               capture_output=True, check=True).stdout
    return text + "." + base64url(signature)


class Tokens(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        expected = "Basic " + base64.b64encode(user.encode()).decode()
        known = self.headers.get("Authorization") == expected
        access = []
        for scope in query.get("scope", []):
            kind, name, actions = scope.split(":")
            access.append({"type": kind, "name": name, "actions": actions.split(",") if known else []})
            with open("asked", "a") as asked:
                asked.write(f"{scope} {'known' if known else 'nobody'}\n")
        body = json.dumps({"token": token(query["service"][0], access)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
with open("port", "w") as port:
    port.write(str(server.server_address[1]))
server.serve_forever()
