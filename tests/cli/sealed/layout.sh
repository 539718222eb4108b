#!/bin/sh
# Makes an OCI layout $1 with an index below it: the image of image.sh for two platforms, and an
# attestation as BuildKit puts one beside them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/image.sh" "$work/image.tar"
tar -xf "$work/image.tar" -C "$work"
mkdir -p "$1/blobs/sha256"
put() { # puts a file there and says "digest" and "size" of it
  digest=$(sha256sum "$1" | cut -d ' ' -f 1)
  cp "$1" "$layout/blobs/sha256/$digest"
  printf '"digest": "sha256:%s", "size": %s' "$digest" "$(wc -c < "$1")"
}
layout=$1
layer=$(put "$work/layer.tar")
image() { # architecture
  sed "s/amd64/$1/" "$work/config.json" > "$work/config"
  printf '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {"mediaType": "application/vnd.oci.image.config.v1+json", %s}, "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", %s}]}' \
    "$(put "$work/config")" "$layer" > "$work/manifest"
  printf '{"mediaType": "application/vnd.oci.image.manifest.v1+json", %s, "platform": {"os": "linux", "architecture": "%s"}}' "$(put "$work/manifest")" "$1"
}
echo '{}' > "$work/provenance"
printf '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {"mediaType": "application/vnd.oci.image.config.v1+json", %s}, "layers": [{"mediaType": "application/vnd.in-toto+json", %s}]}' \
  "$(put "$work/config.json")" "$(put "$work/provenance")" > "$work/attestation"
printf '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [%s, %s, {"mediaType": "application/vnd.oci.image.manifest.v1+json", %s, "platform": {"os": "unknown", "architecture": "unknown"}}]}' \
  "$(image amd64)" "$(image arm64)" "$(put "$work/attestation")" > "$work/index"
printf '{"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.index.v1+json", %s, "annotations": {"org.opencontainers.image.ref.name": "company/shop:1"}}]}' "$(put "$work/index")" > "$1/index.json"
printf '{"imageLayoutVersion": "1.0.0"}' > "$1/oci-layout"
