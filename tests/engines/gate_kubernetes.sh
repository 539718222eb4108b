#!/usr/bin/env bash
# `gate kubernetes` under a real API server, which asks it before it keeps an object. BOLTSEAL_KUBERNETES names the folder that
# build_kubernetes.sh left it in.
engine=kubernetes
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/kubernetes.sh
source "$(dirname "${BASH_SOURCE[0]}")/kubernetes.sh"

mkdir -m 755 "$SCRATCH/policy"
policy() { printf 'fail_on: high\ngate: {warn_on: medium, records: decisions.jsonl%s}\n' "$*" > "$SCRATCH/policy/gate.yaml.new" &&
  mv "$SCRATCH/policy/gate.yaml.new" "$SCRATCH/policy/gate.yaml"; }

start_gate() {
  boltseal gate kubernetes --listen=127.0.0.1:8443 --tls-cert="$folder/gate.crt" --tls-key="$folder/gate.key" \
    --policy="$SCRATCH/policy/gate.yaml" 2> "$SCRATCH/gate.log" &
  gate=$!
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    [[ $(curl -s --cacert "$folder/ca.crt" https://127.0.0.1:8443/readyz) != ok ]] || return 0
    sleep 0.1
  done
  echo "the gate does not start: $(cat "$SCRATCH/gate.log")"
}

# post FILE: makes each object of one of the files in packaging/kubernetes, on standard input.
post() {
  rm -f "$SCRATCH"/object.*
  awk -v file="$SCRATCH/object." '/^---$/ { n++; next } { print > (file n + 0) }'
  local object kind path
  for object in "$SCRATCH"/object.*; do
    kind=$(sed -n 's/^kind: //p' "$object" | tr '[:upper:]' '[:lower:]')
    path=$(sed -n 's/^apiVersion: //p' "$object")
    if [[ $path == v1 ]]; then path=/api/v1; else path=/apis/$path; fi
    if grep -q '^  namespace: ' "$object"; then path+=/namespaces/boltseal; fi
    case $kind in *policy) kind=${kind%y}ies ;; *) kind+=s ;; esac
    call -H 'Content-Type: application/yaml' --data-binary @"$object" "$server$path/$kind" > "$SCRATCH/log"
    grep -q '"uid"' "$SCRATCH/log" || cat "$SCRATCH/log"
  done
}
packaged() { cat "$(dirname "${BASH_SOURCE[0]}")/../../packaging/kubernetes/$1.yaml"; }

# With the address of this test, since nothing makes a Service here.
configure_webhooks() {
  packaged "$1" | sed -E "s#CA_BUNDLE#$(base64 -w 0 "$folder/ca.crt")#; /^ +service:/d; /^ +(namespace|name): boltseal(-gate)?$/{/^  name/!d}
    s#^ +path: (/.*)#      url: https://127.0.0.1:8443\1#" | post
}

# ready N: as the kubelets would say.
ready() {
  call -X PATCH -H 'Content-Type: application/merge-patch+json' --data-binary '{"status":{"replicas":'"$1"',"readyReplicas":'"$1"'}}' \
    "$server/apis/apps/v1/namespaces/boltseal/deployments/boltseal-gate/status" > "$SCRATCH/log"
}
policies() {
  local kind
  for kind in validating mutating; do
    call "$server/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/boltseal"
  done | python3 -c '
import json, re, sys
for text in re.split(r"(?<=\n)(?=\{)|(?<=\})(?=\{)", sys.stdin.read()):
    for each in json.loads(text).get("webhooks", []):
        print(each["name"], each["failurePolicy"], sep=": ")'
}
# run TITLE COMMAND…: what it says, and its exit code.
run() {
  local status=0
  echo "$ $*"
  "$@" 2>&1 || status=$?
  echo "exit $status"
}

# ask TITLE METHOD PATH BODY: what the server answers, and what it warns of.
ask() {
  echo "## $1"
  call -D "$SCRATCH/headers" -X "$2" -H "Content-Type: ${5:-application/json}" --data-binary "$4" "$server$3" > "$SCRATCH/answer"
  python3 - "$SCRATCH/answer" "$SCRATCH/headers" << 'PYTHON'
import json, re, sys
answer = json.load(open(sys.argv[1]))
failed = answer.get("kind") == "Status" and answer.get("status") == "Failure"
print(answer.get("message", answer.get("reason", "")) if failed else "kept")
for line in open(sys.argv[2]):
    warning = re.match(r'(?i)warning: 299 - "(.*)"', line.strip())
    if warning:
        print("warning:", warning.group(1))
PYTHON
}

pod() { printf '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"automountServiceAccountToken":false,"securityContext":{"runAsNonRoot":true,"runAsUser":10001,"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"app","image":"registry.example.com/app:1.0","resources":{"limits":{"memory":"64Mi","cpu":"1"}},"securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}%s}%s}]%s}}' "$@"; }
deployment() { printf '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":%s,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"hostPID":%s,"hostNetwork":%s,"containers":[{"name":"app","image":"registry.example.com/app:1.0"}]}}}}' "$@"; }
space() { printf '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s","labels":{%s}}}' "$@"; }
decisions() {
  python3 -c '
import json, sys
for line in open(sys.argv[1]):
    each = json.loads(line)
    print(each["call"], each["what"], each["who"], each["mode"], each["decision"], *sorted({finding["rule"] for finding in each["denied"]}))' "$SCRATCH/policy/decisions.jsonl" | uniq # the server asks again when what it read may be old
  rm -f "$SCRATCH/policy/decisions.jsonl"
}

start_kubernetes
certificate gate /CN=gate subjectAltName=IP:127.0.0.1
policy
start_gate
trap 'kill "$gate" 2> /dev/null || true; stop_kubernetes' EXIT
# Version 1.20 gives namespaces no label of their name yet.
for name in shop open quiet; do
  case $name in
    shop) labels= ;;
    open) labels='"boltseal.io/enforce":"false"' ;;
    quiet) labels='"boltseal.io/enforce":"false","boltseal.io/warn":"false"' ;;
  esac
  call -H 'Content-Type: application/json' --data-binary "$(space "$name" "$labels")" "$server/api/v1/namespaces" > "$SCRATCH/log"
done
ask "Before there are webhooks" POST /apis/apps/v1/namespaces/shop/deployments "$(deployment 1 true false)"
for each in namespace gate lock; do packaged "$each" | sed 's#^apiVersion: policy/v1$#apiVersion: policy/v1beta1#' | post; done
configure_webhooks webhooks
configure_webhooks hardening

echo
echo "# Unlocked, until two replicas are ready; as the account of the Job that locks"
account=/var/run/secrets/kubernetes.io/serviceaccount
mkdir -p "$account"
cp "$folder/ca.crt" "$account/"
call -H 'Content-Type: application/json' --data-binary '{"spec":{"expirationSeconds":3600}}' \
  "$server/api/v1/namespaces/boltseal/serviceaccounts/boltseal-lock/token" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["status"]["token"], end="")' > "$account/token"
export KUBERNETES_SERVICE_HOST=10.99.0.1 KUBERNETES_SERVICE_PORT=6443
ready 1
run boltseal gate lock
ready 2
run boltseal gate lock --wait=10
policies
run boltseal gate lock --webhooks=other
run boltseal gate lock --namespace=shop
sleep 2
pods=/api/v1/namespaces/shop/pods

echo
echo "# Where it is enforced"
ask "nothing is wrong" POST "$pods" "$(pod good '' '' '')"
ask "one port of the host" POST "$pods" "$(pod port '' ',"ports":[{"containerPort":80,"hostPort":80}]' '')"
ask "root" POST "$pods" "$(pod root ',"runAsUser":0,"runAsNonRoot":false' '' '')"
ask "a key in another case, which the server drops" POST "$pods" "$(pod case ',"Privileged":true' '' '')"
ask "a key given twice, of which the server takes the last" POST "$pods" "$(pod twice ',"runAsNonRoot":false,"runAsUser":10001,"runAsUser":0' '' '')"
ask "privileged in an init container" POST "$pods" "$(pod init '' '' ',"initContainers":[{"name":"setup","image":"registry.example.com/app:1.0","securityContext":{"privileged":true}}]')"
ask "the socket of an engine" POST "$pods" "$(pod socket '' '' ',"volumes":[{"name":"s","hostPath":{"path":"/var/run"}}]')"
ask "the socket of an engine, mounted" POST "$pods" "$(pod mounted '' ',"volumeMounts":[{"name":"s","mountPath":"/s","subPath":"docker.sock"}]' ',"volumes":[{"name":"s","hostPath":{"path":"/var/run"}}]')"
ask "a change of what was there before" PUT /apis/apps/v1/namespaces/shop/deployments/web "$(deployment 2 true false)"
ask "a change for the worse" PUT /apis/apps/v1/namespaces/shop/deployments/web "$(deployment 2 true true)"
ask "the administrator of all for everybody" POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings '{"metadata":{"name":"all"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"system:authenticated"}]}'
ask "a policy that lets everybody in" POST /apis/networking.k8s.io/v1/namespaces/shop/networkpolicies '{"metadata":{"name":"open"},"spec":{"podSelector":{},"ingress":[{}]}}'
ask "a policy that lets nobody in" POST /apis/networking.k8s.io/v1/namespaces/shop/networkpolicies '{"metadata":{"name":"closed"},"spec":{"podSelector":{}}}'
ask "a service that takes over addresses" POST /api/v1/namespaces/shop/services '{"metadata":{"name":"taken"},"spec":{"ports":[{"port":443}],"externalIPs":["203.0.113.10"]}}'
ask "a debugger beside it" PATCH "$pods/good" '{"spec":{"containers":[{"name":"app","image":"registry.example.com/app:1.1"}]}}' application/strategic-merge-patch+json
ask "removal" DELETE "$pods/port" ''
decisions

echo
echo "# Where people are only warned, and where nobody is"
ask "root, warned" POST /api/v1/namespaces/open/pods "$(pod root ',"runAsUser":0,"runAsNonRoot":false' '' '')"
ask "root, in silence" POST /api/v1/namespaces/quiet/pods "$(pod root ',"runAsUser":0,"runAsNonRoot":false' '' '')"
decisions

echo
echo "# Where new pods are made safer"
call -H 'Content-Type: application/json' --data-binary "$(space harden '"boltseal.io/harden":"true"')" "$server/api/v1/namespaces" > "$SCRATCH/log"
sleep 2
plain='{"apiVersion":"v1","kind":"Pod","metadata":{"name":"plain"},"spec":{"containers":[{"name":"app","image":"registry.example.com/app:1.0"},{"name":"own","image":"registry.example.com/app:1.0","securityContext":{"allowPrivilegeEscalation":true,"capabilities":{"add":["NET_BIND_SERVICE"]}}}]}}'
ask "a pod that says little" POST /api/v1/namespaces/harden/pods "$plain"
call "$server/api/v1/namespaces/harden/pods/plain" | python3 -c '
import json, sys
spec = json.load(sys.stdin)["spec"]
print("pod", json.dumps(spec["securityContext"], sort_keys=True))
for each in spec["containers"]:
    print(each["name"], json.dumps(each.get("securityContext"), sort_keys=True))'
decisions

echo
echo "# A shell in a container, by policy"
ask "let through; there is no node" POST "$pods/good/exec?command=sh&container=app" ''
policy ', kubernetes: {connect: deny}'
sleep 2
ask "denied" POST "$pods/good/exec?command=sh&container=app" ''
decisions

echo
echo "# Whoever is exempt"
policy ', kubernetes: {exempt: {users: [admin]}}'
sleep 2
ask "root, exempt" POST "$pods" "$(pod exempt ',"runAsUser":0,"runAsNonRoot":false' '' '')"
decisions

echo
echo "# The gate is gone: closed with Fail, open with Ignore"
kill "$gate"
wait "$gate" || true
ask "with Fail" POST "$pods" "$(pod late '' '' '')" | sed -E 's/(failed calling webhook "[^"]*"): .*/\1: …/'
ask "what has no webhook" POST /api/v1/namespaces "$(space later '')"
cat > "$SCRATCH/kubeconfig" << TEXT
{"clusters": [{"name": "shop", "cluster": {"server": "$server", "certificate-authority": "$folder/ca.crt"}}],
 "users": [{"name": "admin", "user": {"client-certificate": "$folder/admin.crt", "client-key": "$folder/admin.key"}}],
 "contexts": [{"name": "shop", "context": {"cluster": "shop", "user": "admin"}}], "current-context": "shop"}
TEXT
KUBECONFIG=$SCRATCH/kubeconfig run boltseal gate unlock
policies
sleep 2
ask "unlocked" POST "$pods" "$(pod late '' '' '')"
