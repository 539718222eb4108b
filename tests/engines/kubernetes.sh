# An API server of Kubernetes, for audit_kubernetes.sh and gate_kubernetes.sh, which include proofs.sh before it.
# shellcheck shell=bash
BOLTSEAL_KUBERNETES=${BOLTSEAL_KUBERNETES:-}
apiserver=$BOLTSEAL_KUBERNETES/bin/kube-apiserver
if [[ ! -x $apiserver ]]; then
  echo "an API server of Kubernetes is only built for ./dev test --with kubernetes" >&2
  exit 78
fi
need openssl curl python3 ip
unset KUBECONFIG KUBERNETES_SERVICE_HOST
hide_engines
export HOME=$SCRATCH
cd "$SCRATCH"
# Not of loopback, so that nothing is found by accident, and not of another machine.
ip address add 10.99.0.1/32 dev lo
server=https://10.99.0.1:6443
folder=$SCRATCH/certificates

# certificate NAME SUBJECT [EXTENSION]: one that the authority of this test signs.
certificate() {
  openssl req -newkey rsa:2048 -nodes -keyout "$folder/$1.key" -subj "$2" -out "$folder/$1.csr" 2> "$SCRATCH/log"
  openssl x509 -req -in "$folder/$1.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial -days 2 \
    -extfile <(echo "${3:-keyUsage=digitalSignature}") -out "$folder/$1.crt" 2> "$SCRATCH/log"
}

start_kubernetes() {
  mkdir "$folder"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/ca.key" -subj /CN=authority -days 2 -out "$folder/ca.crt" \
    2> "$SCRATCH/log"
  certificate server /CN=apiserver subjectAltName=IP:10.99.0.1,DNS:api.shop.example
  certificate admin /O=system:masters/CN=admin
  openssl genrsa -out "$folder/accounts.key" 2048 2> "$SCRATCH/log"
  # Tokens for tests: one that may read everything but Secrets, one that may do nothing.
  printf 'reads-all,reader,1\nreads-nothing,stranger,2\n' > "$folder/tokens.csv"
  "$BOLTSEAL_KUBERNETES/bin/etcd" --data-dir "$SCRATCH/data/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls \
    http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380 > "$SCRATCH/etcd.log" 2>&1 &
  etcd=$!
  "$apiserver" --etcd-servers=http://127.0.0.1:2379 --bind-address=10.99.0.1 --advertise-address=10.99.0.1 \
    --secure-port=6443 --cert-dir="$SCRATCH/own" --tls-cert-file="$folder/server.crt" \
    --tls-private-key-file="$folder/server.key" --client-ca-file="$folder/ca.crt" --authorization-mode=RBAC \
    --token-auth-file="$folder/tokens.csv" --service-account-issuer=https://shop.example \
    --service-account-key-file="$folder/accounts.key" --service-account-signing-key-file="$folder/accounts.key" \
    --service-cluster-ip-range=10.98.0.0/24 --endpoint-reconciler-type=none --allow-privileged=true \
    --disable-admission-plugins=ServiceAccount --feature-gates=EphemeralContainers=true,ProcMountType=true \
    > "$SCRATCH/apiserver.log" 2>&1 &
  apiserver_process=$!
  trap stop_kubernetes EXIT
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    if [[ $(call "$server/readyz") == ok ]]; then return; fi
    kill -0 "$apiserver_process" 2> /dev/null || break
    sleep 0.1
  done
  skip "the API server does not start: $(tail -n 3 "$SCRATCH/apiserver.log")"
}

# call ARGUMENT…: as the administrator.
call() { curl -s --cacert "$folder/ca.crt" --cert "$folder/admin.crt" --key "$folder/admin.key" "$@"; }

stop_kubernetes() {
  kill "$apiserver_process" "$etcd" 2> /dev/null || true
  wait
}
