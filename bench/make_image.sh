#!/usr/bin/env bash
# make_image.sh FOLDER: leaves three layers of Debian 12 in FOLDER, as an OCI archive with gzip layers (image.tar, about
# 600 MB when unpacked), and the lowest alone, not compressed, in docker save's form (plain.tar, about 200 MB). Needs root,
# debootstrap and a mirror of Debian (MIRROR).
set -euo pipefail
folder=$(realpath -m "$1")
mkdir -p "$folder"
cd "$folder"
mirror=${MIRROR:-http://deb.debian.org/debian}

[[ -d base ]] || debootstrap --variant=minbase bookworm base "$mirror" > debootstrap.log

# Each further layer is what an installation changes: the upper folder of an overlay.
add_layer() {
  local number=$1 lower=$2
  shift 2
  mkdir -p "upper$number" "work$number" merged
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=upper$number,workdir=work$number" merged
  cp /etc/resolv.conf merged/etc/
  chroot merged sh -c "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -y -q install --no-install-recommends $* && apt-get clean && rm -rf /var/lib/apt/lists/*" > "layer$number.log" 2>&1
  umount merged
}
[[ -d upper2 ]] || add_layer 2 base git curl vim python3
[[ -d upper3 ]] || add_layer 3 upper2:base g++

for number in 1 2 3; do
  source=upper$number
  [[ $number != 1 ]] || source=base
  [[ -s $number.tar ]] || tar --numeric-owner -C "$source" -cf "$number.tar" .
  [[ -s $number.tar.gz ]] || gzip -6 -k "$number.tar"
done

python3 - << 'PYTHON'
import hashlib, io, json, tarfile

def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            sha.update(piece)
    return sha.hexdigest()

diff_ids = ["sha256:" + digest(f"{n}.tar") for n in (1, 2, 3)]
config = json.dumps({"architecture": "amd64", "os": "linux", "config": {},
                     "rootfs": {"type": "layers", "diff_ids": diff_ids},
                     "history": [{"created_by": f"layer {n}"} for n in (1, 2, 3)]}).encode()

def write(name, files, bodies):
    with tarfile.open(name, "w") as tar:
        for path, source in files:
            tar.add(source, path)
        for path, body in bodies:
            entry = tarfile.TarInfo(path)
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))

def described(body, kind):
    return {"mediaType": kind, "digest": "sha256:" + hashlib.sha256(body).hexdigest(), "size": len(body)}

import os
layers = [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:" + digest(f"{n}.tar.gz"),
           "size": os.path.getsize(f"{n}.tar.gz")} for n in (1, 2, 3)]
manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                       "config": described(config, "application/vnd.oci.image.config.v1+json"), "layers": layers}).encode()
index = json.dumps({"schemaVersion": 2, "manifests": [described(manifest, "application/vnd.oci.image.manifest.v1+json")]}).encode()
blob = lambda body: "blobs/sha256/" + hashlib.sha256(body).hexdigest()
write("image.tar", [("blobs/sha256/" + layers[n - 1]["digest"][7:], f"{n}.tar.gz") for n in (1, 2, 3)],
      [(blob(config), config), (blob(manifest), manifest), ("index.json", index), ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')])
write("plain.tar", [("1/layer.tar", "1.tar")],
      [("config.json", json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"diff_ids": diff_ids[:1]}}).encode()),
       ("manifest.json", b'[{"Config": "config.json", "RepoTags": ["bench:latest"], "Layers": ["1/layer.tar"]}]')])
PYTHON
ls -l image.tar plain.tar
