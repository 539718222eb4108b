#!/usr/bin/env python3
"""Calls a method of the CRI, for tests that start pods: cri_call.py SOCKET METHOD < FIELDS.

FIELDS is JSON: an object of field numbers, each with a text, a number, such an object, or a list of these. Prints the
first field of the answer, which is the id of what was made."""
import json
import subprocess
import sys


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def encode(fields):
    out = b""
    for number, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, int):
                out += varint(int(number) << 3) + varint(value)
                continue
            data = encode(value) if isinstance(value, dict) else value.encode()
            out += varint(int(number) << 3 | 2) + varint(len(data)) + data
    return out


def main():
    socket, method = sys.argv[1:]
    message = encode(json.load(sys.stdin))
    answer = subprocess.run(
        ["curl", "--silent", "--http2-prior-knowledge", "--unix-socket", socket, "--dump-header", "/dev/stderr",
         "--header", "content-type: application/grpc", "--header", "te: trailers", "--header", "expect:",
         "--data-binary", "@-", f"http://localhost/{method}"],
        input=b"\0" + len(message).to_bytes(4, "big") + message, capture_output=True, check=True)
    headers = answer.stderr.decode()
    if "grpc-status: 0" not in headers:
        sys.exit(headers)
    body = answer.stdout[5:]
    if body[:1] == b"\n":
        print(body[2:2 + body[1]].decode())


main()
