#!/usr/bin/env python3
"""Asks `boltseal gate docker` from eight connections at once, kills it with SIGKILL while they ask, and tells how many
answers came for which there is no record. Works in the folder that it is started in."""
import base64
import json
import os
import signal
import socket
import subprocess
import threading
import time

os.mkdir("policy", 0o755)
with open("policy/gate.yaml", "w") as policy:
    policy.write("gate: {records: decisions.jsonl}\n")
path = os.getcwd() + "/gate.sock"
gate = subprocess.Popen(["boltseal", "gate", "docker", "--policy=policy/gate.yaml", "--socket=" + path,
                         "--engine-socket=/nonexistent"])
container = {"Image": "busybox", "User": "10001", "HostConfig": {"Memory": 1 << 26, "NetworkMode": "none"}}
body = base64.b64encode(json.dumps(container).encode()).decode()
answered = [0] * 8


def ask(number):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    answers = connection.makefile("rb")
    while True:
        call = json.dumps({"User": f"{number}-{answered[number]}", "RequestMethod": "POST",
                           "RequestURI": "/v1.41/containers/create", "RequestBody": body,
                           "RequestHeaders": {"Content-Type": "application/json", "Content-Length": "100"}})
        connection.sendall(f"POST /AuthZPlugin.AuthZReq HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                           f"Content-Length: {len(call)}\r\n\r\n{call}".encode())
        length = 0
        while (line := answers.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if not line or json.loads(answers.read(length)) != {"Allow": True}:
            return
        answered[number] += 1


def ask_until_killed(number):
    try:
        ask(number)
    except (OSError, ValueError):
        pass  # it was killed


while not os.path.exists(path):
    time.sleep(0.01)
clients = [threading.Thread(target=ask_until_killed, args=(number,)) for number in range(len(answered))]
for client in clients:
    client.start()
time.sleep(1)
gate.send_signal(signal.SIGKILL)
gate.wait()
for client in clients:
    client.join()
with open("policy/decisions.jsonl") as records:
    recorded = {json.loads(line)["who"] for line in records}
lost = [1 for number, count in enumerate(answered) for at in range(count) if f"{number}-{at}" not in recorded]
print("answered:", sum(answered) > 100, "lost:", len(lost))
