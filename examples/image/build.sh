#!/bin/sh
# Puts the layers beside this file into one archive, as `docker save` would: build.sh FILE.tar
# The archive has the same bytes every time. Needs tar and sha256sum, no engine and no network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pack() {
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=a=rX,u+w -cf "$@"
}

layers='' diff_ids=''
for layer in 1-base 2-curl 3-driver; do
  pack "$work/$layer.tar" -C "$here/layers/$layer" .
  digest=$(sha256sum "$work/$layer.tar" | cut -d ' ' -f 1)
  layers="$layers${layers:+,}\"$layer.tar\""
  diff_ids="$diff_ids${diff_ids:+,}\"sha256:$digest\""
done

cat > "$work/config.json" << JSON
{
  "architecture": "amd64",
  "os": "linux",
  "created": "2023-09-01T00:00:00Z",
  "config": { "Env": ["PATH=/usr/bin:/bin"], "Cmd": ["/bin/sh", "/opt/label/print.sh"] },
  "rootfs": { "type": "layers", "diff_ids": [$diff_ids] },
  "history": [
    { "created_by": "/bin/sh -c #(nop) ADD file:5ea5 in / " },
    { "created_by": "/bin/sh -c #(nop) CMD [\"/bin/sh\"]", "empty_layer": true },
    { "created_by": "RUN /bin/sh -c apk add --no-cache curl # buildkit" },
    { "created_by": "RUN /bin/sh -c apk add --allow-untrusted /tmp/label-driver.apk # buildkit" },
    { "created_by": "CMD [\"/bin/sh\" \"/opt/label/print.sh\"]", "empty_layer": true }
  ]
}
JSON
printf '[{"Config":"config.json","RepoTags":["tideline/labels:1.0"],"Layers":[%s]}]\n' "$layers" > "$work/manifest.json"

pack "$work/image.tar" -C "$work" manifest.json config.json 1-base.tar 2-curl.tar 3-driver.tar
cat "$work/image.tar" > "$out"
