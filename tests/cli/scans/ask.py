#!/usr/bin/env python3
"""Asks `boltseal gate kubernetes --scan-unknown` about images of the registry that is its only argument, which has team/shop by the
digest in the file `digest`, and tells what it answers before, while and after it scans them. Works in the folder that it is
started in, where `db` is the advisory file."""
import atexit
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request

registry, review_file = sys.argv[1:]
digest = pathlib.Path("digest").read_text().strip()
review = json.loads(pathlib.Path(review_file).read_text())
subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=gate", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "tls.key", "-out", "tls.crt"],
               check=True, stderr=subprocess.DEVNULL)
os.mkdir("policy", 0o755)
pathlib.Path("policy/gate.yaml").write_text("fail_on: high\ngate: {kubernetes: {unknown_images: warn}}\n")
os.mkdir("scans")
os.mkdir("tmp")
silent = socket.create_server(("127.0.0.1", 0))  # takes connections, and never answers
silence = f"127.0.0.1:{silent.getsockname()[1]}"
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
trust = ssl.create_default_context(cafile="tls.crt")


def start(*flags):
    gate = subprocess.Popen(["boltseal", "gate", "kubernetes", f"--listen=127.0.0.1:{port}", "--tls-cert=tls.crt",
                             "--tls-key=tls.key", "--policy=policy/gate.yaml", "--images=scans", *flags],
                            stdout=subprocess.DEVNULL, stderr=open("log", "a"),
                            env={**os.environ, "TMPDIR": os.getcwd() + "/tmp"})
    atexit.register(gate.kill)
    until(lambda: get("/readyz") == "ok\n")
    return gate


def until(is_so, seconds=20):
    end = time.time() + seconds
    while not is_so():
        if time.time() > end:
            print("it does not come to that:", pathlib.Path("log").read_text())
            sys.exit(1)
        time.sleep(0.05)


def get(path, body=None):
    request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, context=trust) as answer:
            return answer.read().decode()
    except OSError:
        return None


def ask(image):
    review["request"]["object"]["spec"]["containers"][0]["image"] = image
    answer = json.loads(get("/validate/enforce", json.dumps(review).encode()))["response"]
    return "; ".join([("allowed" if answer["allowed"] else "denied: " + answer["status"]["message"]),
                      *("warning: " + warning for warning in answer.get("warnings", []))])


def tell(title, text):
    for found, plain in ((digest, "sha256:SHOP"), (registry, "REGISTRY"), (silence, "SILENCE"), ("0" * 64, "0…0")):
        text = text.replace(found, plain)
    print(f"{title}: {text}")


def counts():
    return " ".join(re.findall(r'boltseal_gate_scans_total{result="(.*)\n', get("/metrics"))).replace('"}', "")


def children(gate):
    return pathlib.Path(f"/proc/{gate.pid}/task/{gate.pid}/children").read_text().split() + [
        child for task in pathlib.Path(f"/proc/{gate.pid}/task").iterdir() if task.name != str(gate.pid)
        for child in (task / "children").read_text().split()]


shop = f"{registry}/team/shop@{digest}"
gate = start()
tell("not asked to scan", ask(shop))
gate.terminate()
gate.wait()

gate = start("--scan-unknown", "--db=db")
tell("by its tag", ask(f"{registry}/team/shop:1"))
tell("by its digest", ask(shop.replace("@", ":1@")))
until(lambda: os.listdir("scans"))
until(lambda: ask(shop).startswith("denied"))
tell("scanned", ask(shop))
tell("as another name of the same", ask(f"registry.example.com/copy@{digest}"))
tell("counted", counts())
tell("what is there", " ".join(os.listdir("scans")).replace(digest[7:], "SHOP") + ", " + " ".join(
    json.loads(pathlib.Path(f"scans/sha256-{digest[7:]}.json").read_text())[key] for key in ("subject", "digest")))

missing = f"{registry}/team/none@sha256:{'0' * 64}"
tell("what the registry does not have", ask(missing))
until(lambda: "failed 1" in counts())
ask(missing)
tell("not tried again at once", counts())

tell("where nobody answers", ask(f"{silence}/team/shop@sha256:{'0' * 64}"))
until(lambda: children(gate))
scan = children(gate)
tell("others are answered meanwhile", ask(shop))
gate.send_signal(signal.SIGTERM)
print("told to stop: exit", gate.wait(10), "children left:", [pid for pid in scan if os.path.exists("/proc/" + pid)],
      "files left:", os.listdir("tmp"))
tell("said", pathlib.Path("log").read_text().strip())
