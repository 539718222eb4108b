#!/bin/sh
# Makes two keys that are the same every time, NAME.key and NAME.pub, and the file keys.yaml that trusts them.
set -eu
for name in ann bob; do
  # PKCS #8 of an ed25519 key whose 32 secret bytes are the name and zeros.
  printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040%s%029d' "$name" 0 |
    openssl pkey -inform DER -out "$name.key"
  openssl pkey -in "$name.key" -pubout -out "$name.pub"
done
id() { echo "sha256:$(openssl pkey -pubin -in "$1.pub" -outform DER | sha256sum | cut -d ' ' -f 1)"; }
cat > keys.yaml <<YAML
keys:
  - file: ann.pub
    name: Ann
    until: 2026-12-31
  - file: bob.pub
    name: Bob
    from: 2026-12-01
YAML
{ cat keys.yaml; printf 'revoked:\n  - id: %s\n    on: 2026-11-20\n    reason: the laptop was stolen\n' "$(id ann)"; } > revoked.yaml
{ cat keys.yaml; printf 'threshold: 2\n'; } > two.yaml
