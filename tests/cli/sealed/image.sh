#!/bin/sh
# Makes an image as docker save writes it, $1: an old Alpine of which ../db knows vulnerabilities.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack() {
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=a=rX,u+w --format=ustar -cf "$@"
}
mkdir "$work/image"
pack "$work/image/layer.tar" -C "$here/../db/root" .
cat > "$work/image/config.json" <<JSON
{"architecture": "amd64", "os": "linux", "created": "2019-07-01T00:00:00Z",
 "config": {"User": "10001", "Cmd": ["/srv/shop"], "Healthcheck": {"Test": ["CMD", "/srv/shop", "--probe"]}},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$(sha256sum "$work/image/layer.tar" | cut -d ' ' -f 1)"]},
 "history": [{"created_by": "/bin/sh -c #(nop) ADD file:5ea5 in / "}]}
JSON
printf '[{"Config":"config.json","RepoTags":["company/shop:1"],"Layers":["layer.tar"]}]\n' > "$work/image/manifest.json"
pack "$1" -C "$work/image" manifest.json config.json layer.tar
