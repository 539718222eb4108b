#!/bin/sh
# Makes an image of Wolfi, which never ends, $1, and the advisories for it, $2.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/sealed" "$work/advisories"
cp "$here/image.sh" "$work/sealed"
cp -r "$here/../db" "$work/db"
printf 'ID=wolfi\nVERSION_ID=20230201\nPRETTY_NAME=Wolfi\n' > "$work/db/root/etc/os-release"
"$work/sealed/image.sh" "$1"
cat > "$work/advisories/wolfi.json" <<JSON
{"schema_version": "1.7.0", "id": "CGA-1111-2222-3333", "modified": "2026-08-21T09:00:00Z", "aliases": ["CVE-2018-1000001"],
 "affected": [{"package": {"ecosystem": "Wolfi", "name": "musl"},
               "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1.20-r0"}]}]}]}
JSON
boltseal db build "$work/advisories" -o "$2" > /dev/null
