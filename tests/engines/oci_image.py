#!/usr/bin/env python3
"""Makes an archive of OCI images of one layer, for tests: oci_image.py LAYER ARCHIVE NAME… [VARIABLE=VALUE…]"""
import hashlib
import io
import json
import sys
import tarfile

layer_file, archive_file, *names = sys.argv[1:]
environment = [word for word in names if "=" in word]
archive = tarfile.open(archive_file, "w")
known = set()


def add(name, data):
    if name in known:
        return
    known.add(name)
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def blob(kind, data):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    digest = hashlib.sha256(data).hexdigest()
    add("blobs/sha256/" + digest, data)
    return {"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + digest, "size": len(data)}


with open(layer_file, "rb") as file:
    layer = blob("layer.v1.tar", file.read())
config = blob("config.v1+json", {
    "architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin", *environment], "Cmd": ["sleep", "1000"]},
    "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}, "history": [{}]})
manifest = blob("manifest.v1+json", {
    "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer]})
add("index.json", json.dumps({"schemaVersion": 2, "manifests": [
    {**manifest, "annotations": {"io.containerd.image.name": name}} for name in names if name not in environment]}).encode())
add("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
archive.close()
