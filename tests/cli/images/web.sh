#!/bin/sh
# Makes an image as docker save writes it, $1: a service that runs as root, with a key that its last
# layer takes away, set-user-id programs, a folder open to everybody and an account without password.
set -eu
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack() { tar --owner=0 --group=0 --numeric-owner --sort=name --mtime=@0 --format=ustar -C "$1" -cf "$2" "$3"; }

mkdir -p "$work/1/bin" "$work/1/etc" "$work/1/usr/bin"
printf 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' > "$work/1/etc/os-release"
printf 'root:x:0:0:root:/root:/bin/sh\nops:x:1000:1000::/home/ops:/bin/sh\n' > "$work/1/etc/passwd"
printf 'root:*:19000:0:99999:7:::\nops::19000:0:99999:7:::\n' > "$work/1/etc/shadow"
echo shell > "$work/1/bin/sh"
echo su > "$work/1/usr/bin/su"
echo apt > "$work/1/usr/bin/apt"
chmod 755 "$work/1/bin/sh" "$work/1/usr/bin/apt"
chmod 4755 "$work/1/usr/bin/su"

mkdir -p "$work/2/root/.ssh" "$work/2/srv/data" "$work/2/usr/local/bin"
{
  echo '-----BEGIN OPENSSH PRIVATE KEY-----'
  echo 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz'
  echo 'c2gtZWQyNTUxOQAAACBnotAkeyatAllnotAkeyatAllnotAkeyatAllnotAkeya'
  echo '-----END OPENSSH PRIVATE KEY-----'
} > "$work/2/root/.ssh/id_ed25519"
echo data > "$work/2/srv/data/one"
chmod 777 "$work/2/srv/data" "$work/2/srv/data/one"
echo helper > "$work/2/usr/local/bin/helper"
chmod 4755 "$work/2/usr/local/bin/helper"

mkdir -p "$work/3/root/.ssh"
: > "$work/3/root/.ssh/.wh.id_ed25519"

mkdir "$work/image"
for layer in 1 2 3; do pack "$work/$layer" "$work/image/$layer.tar" .; done
id() { sha256sum "$work/image/$1.tar" | cut -d' ' -f1; }
cat > "$work/image/config.json" <<EOF
{"architecture": "amd64", "os": "linux",
 "config": {"Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "DB_PASSWORD=Wq8-vM2x-Lp5"],
            "ExposedPorts": {"8080/tcp": {}, "22/tcp": {}}, "Cmd": ["/usr/local/bin/helper"]},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$(id 1)", "sha256:$(id 2)", "sha256:$(id 3)"]},
 "history": [
  {"created_by": "/bin/sh -c #(nop) ADD file:1f8a in / "},
  {"created_by": "/bin/sh -c #(nop)  CMD [\"bash\"]", "empty_layer": true},
  {"created_by": "ENV DB_PASSWORD=Wq8-vM2x-Lp5", "empty_layer": true},
  {"created_by": "RUN |1 NPM_TOKEN=npm_d7f3a9c1e5b2d7f3a9c1e5b2d7f3a9c1e5b2 /bin/sh -c curl -fsSL https://get.company.net/setup.sh | sh # buildkit"},
  {"created_by": "RUN /bin/sh -c rm /root/.ssh/id_ed25519 # buildkit"},
  {"created_by": "EXPOSE map[22/tcp:{} 8080/tcp:{}]", "empty_layer": true},
  {"created_by": "CMD [\"/usr/local/bin/helper\"]", "empty_layer": true}]}
EOF
printf '[{"Config": "config.json", "RepoTags": ["company/web:1"], "Layers": ["1.tar", "2.tar", "3.tar"]}]\n' \
  > "$work/image/manifest.json"
pack "$work/image" "$1" .
