#!/usr/bin/env bash
# `gate docker` on a socket that systemd made: it is there before anybody asks, and who asks first starts the gate.
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

need systemd-socket-activate curl
mkdir -m 755 "$SCRATCH/policy"
export BOLTSEAL_GATE=$SCRATCH/policy/gate.yaml
policy() { printf 'fail_on: high\ngate: {records: decisions.jsonl%s}\n' "$1" > "$BOLTSEAL_GATE"; }
policy ''
socket=$SCRATCH/gate.sock
boltseal=$(command -v boltseal)

# serve ADDRESS…
serve() {
  local listens=()
  for address in "$@"; do listens+=(--listen="$address"); done
  systemd-socket-activate "${listens[@]}" --setenv=BOLTSEAL_GATE --setenv=PATH \
    "$boltseal" gate docker --engine-socket="$SCRATCH/no-engine.sock" 2> "$SCRATCH/log" &
  gate=$!
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    [[ ! -S $socket ]] || return 0
    sleep 0.05
  done
}
# ask WHAT: dockerd's question about a container that is asked for.
ask() {
  echo "$ $1"
  curl -s --unix-socket "$socket" -H 'Content-Type: application/json' http://plugin/AuthZPlugin.AuthZReq --data-binary "$(
    printf '{"RequestMethod":"POST","RequestUri":"/v1.43/containers/create","RequestHeaders":{"Content-Type":"application/json"},"RequestBody":"%s"}' \
      "$(printf '%s' "$1" | base64 -w 0)")" | head -c 400
  echo
}
safe='{"Image":"app","User":"10001","HostConfig":{"Memory":67108864,"NetworkMode":"none"}}'
unsafe='{"Image":"app","User":"10001","HostConfig":{"Privileged":true}}'

serve "$socket"
trap 'kill "$gate" 2> /dev/null || true; wait' EXIT
echo "runs before anybody asks: $(tr '\0' ' ' < "/proc/$gate/cmdline" | cut -d ' ' -f 1 | xargs basename)"
curl -s --unix-socket "$socket" http://plugin/Plugin.Activate --data ''
echo
echo "runs then: $(tr '\0' ' ' < "/proc/$gate/cmdline" | cut -d ' ' -f 2-3)"
ask "$safe"
ask "$unsafe"
policy ', mode: audit'
kill -HUP "$gate"
sleep 0.2
ask "$unsafe"
kill "$gate"
status=0
wait "$gate" || status=$?
echo "ends with $status, and leaves the socket to systemd: $(stat -c %F "$socket")"
echo "records: $(grep -c '"door":"docker"' "$SCRATCH/policy/decisions.jsonl")"

echo
echo "# A socket of the network"
ip link set lo up
rm "$socket"
serve 127.0.0.1:9999 "$socket"
curl -s --max-time 5 http://127.0.0.1:9999/readyz || true
status=0
wait "$gate" || status=$?
echo "ends with $status: $(tail -n 1 "$SCRATCH/log")"
