#!/usr/bin/env python3
"""Takes memory away from each door of `boltseal gate` while it judges large requests that the policy denies, and tells whether one
of them got through. Works in the folder that it is started in; the review of Kubernetes that is denied is its only argument."""
import atexit
import base64
import concurrent.futures
import http.client
import json
import os
import pathlib
import resource
import socket
import ssl
import subprocess
import sys
import time

padding = "x" * 40
os.mkdir("policy", 0o755)
pathlib.Path("policy/gate.yaml").write_text(f"gate: {{runtime: {os.getcwd()}/runtime}}\n")
review = json.loads(pathlib.Path(sys.argv[1]).read_text())
review["request"]["object"]["metadata"]["annotations"] = {f"n{at}": padding for at in range(40_000)}
container = {"Image": "busybox", "HostConfig": {"Privileged": True}, "Env": [f"N{at}={padding}" for at in range(12_000)]}
call = {"RequestMethod": "POST", "RequestURI": "/v1.41/containers/create",
        "RequestBody": base64.b64encode(json.dumps(container).encode()).decode(),
        "RequestHeaders": {"Content-Type": "application/json", "Content-Length": "1"}}


class UnixConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.host)


def ask(connect, target, body):
    """Whether it passes; None: nobody says."""
    try:
        connection = connect()
        connection.request("POST", target, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = json.loads(answer.read()) if answer.status == 200 else {}
        return said.get("Allow", said.get("response", {}).get("allowed"))
    except (OSError, http.client.HTTPException, ValueError):
        return None


def size_of(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmSize:"):
            return int(line.split()[1]) << 10


def starve(door, words, connect, target, body):
    body = json.dumps(body).encode()
    passed, unanswered = 0, 0
    for megabytes in (100, 5):
        gate = subprocess.Popen(["boltseal", "gate", door, "--policy=policy/gate.yaml", *words], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        atexit.register(gate.kill)
        end = time.time() + 20
        while (answer := ask(connect, target, body)) is None and time.time() < end:
            time.sleep(0.05)
        if answer is not False:
            print(door, "with memory:", answer)
        limit = size_of(gate) + (megabytes << 20)
        resource.prlimit(gate.pid, resource.RLIMIT_AS, (limit, limit))
        with concurrent.futures.ThreadPoolExecutor(16) as clients:
            answers = list(clients.map(lambda _: ask(connect, target, body), range(32)))
        passed += answers.count(True)
        unanswered += answers.count(None)
        gate.kill()
        gate.wait()
    print(f"{door}: passed: {passed}, unanswered: {unanswered > 0}")


def kubernetes():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=gate", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "tls.key", "-out", "tls.crt"],
                   check=True, stderr=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    trust = ssl.create_default_context(cafile="tls.crt")
    starve("kubernetes", [f"--listen=127.0.0.1:{port}", "--tls-cert=tls.crt", "--tls-key=tls.key"],
           lambda: http.client.HTTPSConnection("127.0.0.1", port, context=trust, timeout=30), "/validate/enforce", review)


def docker():
    path = os.getcwd() + "/gate.sock"
    starve("docker", ["--socket=" + path, "--engine-socket=/nonexistent"], lambda: UnixConnection(path, timeout=30),
           "/AuthZPlugin.AuthZReq", call)


def runtime():
    """What it would start leaves a file behind."""
    started = pathlib.Path("started")
    pathlib.Path("runtime").write_text(f"#!/bin/sh\n: > {started.absolute()}\n")
    os.chmod("runtime", 0o755)
    boltseal = subprocess.check_output(["sh", "-c", "command -v boltseal"], text=True).strip()
    os.symlink(boltseal, "boltseal-runtime")
    os.mkdir("bundle")
    pathlib.Path("bundle/config.json").write_text(json.dumps({
        "ociVersion": "1.0.2", "root": {"path": "rootfs"}, "linux": {},
        "process": {"user": {"uid": 0, "gid": 0}, "args": ["sh"], "cwd": "/", "env": [f"N{at}={padding}" for at in range(10_000)]}}))

    def run(policy, megabytes):
        started.unlink(missing_ok=True)
        limit = resource.RLIM_INFINITY if megabytes is None else megabytes << 20
        end = subprocess.run(["./boltseal-runtime", "create", "--bundle=bundle", "c"], env={**os.environ, "BOLTSEAL_GATE": policy},
                             stderr=subprocess.DEVNULL, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        return end.returncode == 0, started.exists()

    pathlib.Path("policy/open.yaml").write_text(f"fail_on: never\ngate: {{runtime: {os.getcwd()}/runtime}}\n")
    print("runtime: with memory:", run("policy/open.yaml", None), run("policy/gate.yaml", None))
    ends = {run("policy/gate.yaml", megabytes) for megabytes in range(2, 130, 8)}
    print("runtime: denied, without memory:", ends)
    ends = {run("policy/open.yaml", megabytes) for megabytes in range(2, 130, 8)}
    print("runtime: let through, without memory:", (False, False) in ends, "half:", {(True, False), (False, True)} & ends)


kubernetes()
docker()
runtime()
