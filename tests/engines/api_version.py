#!/usr/bin/env python3
"""Makes an engine speak an old version of Docker's API: api_version.py SOCKET LISTEN VERSION. Each GET that comes to LISTEN
without a version goes to SOCKET with this one, as an old client asks."""
import re
import socket
import sys
import threading

engine, listen, version = sys.argv[1:]


def hand_on(source, sink, change):
    while data := source.recv(65536):
        sink.sendall(change(data))
    try:
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the other side has gone already


def serve(client):
    upstream = socket.socket(socket.AF_UNIX)
    upstream.connect(engine)
    # A request of GET has no body, and clients here send each in one piece.
    old = lambda data: re.sub(rb"^GET /(?!v\d)", b"GET /v" + version.encode() + b"/", data)
    threading.Thread(target=hand_on, args=(client, upstream, old), daemon=True).start()
    hand_on(upstream, client, lambda data: data)


server = socket.socket(socket.AF_UNIX)
server.bind(listen)
server.listen()
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
